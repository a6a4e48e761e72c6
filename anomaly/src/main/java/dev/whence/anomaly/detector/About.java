package dev.whence.anomaly.detector;

import java.util.List;

/**
 * What a detector flags, and of what it learns the usual.
 *
 * @param kinds every {@code anomaly.kind} it gives; empty when it only adds fields
 * @param per what makes a series of its own; empty when it learns nothing
 */
public record About(List<String> kinds, List<String> per) {
    /** What makes a series of most detectors. */
    public static final List<String> STAGE = List.of("service", "stage");

    /** As {@link #STAGE}, where models differ too. */
    public static final List<String> MODEL = List.of("service", "stage", "model");

    public About {
        kinds = List.copyOf(kinds);
        per = List.copyOf(per);
    }

    /** One that flags these kinds by what each of these series usually is. */
    public static About of(List<String> per, String... kinds) {
        return new About(List.of(kinds), per);
    }
}
