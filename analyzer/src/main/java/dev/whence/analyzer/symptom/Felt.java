package dev.whence.analyzer.symptom;

import dev.whence.analyzer.SymptomKind;
import java.util.Map;
import java.util.Optional;

/**
 * Something that changed for the worse beyond chance.
 *
 * @param place index of the place where it shows
 * @param signal what was measured, such as {@code duration.p95}
 * @param threshold of a signal of values: above it (or below, when {@code falling}) a value counts as bad
 * @param falling whether less is worse
 * @param pValue already widened for the variation that the baseline itself shows
 * @param affected which share of the requests got worse
 * @param atRoot whether the request as a whole shows it, rather than a stage inside
 */
public record Felt(
        SymptomKind kind,
        int place,
        String signal,
        double before,
        double after,
        double threshold,
        boolean falling,
        double pValue,
        double affected,
        boolean atRoot) {
    /** The signal of calls that moved to the place from another one. */
    public static final String CALLS = "calls_per_request";

    /** How signals begin that are about the time a stage itself takes of a request, without its callees. */
    static final String OWN_TIME = "self_time";

    /** How signals look that are the share of calls with a value of an attribute. */
    static String ofValue(String field, String value) {
        return field + "=" + value;
    }

    /** Of a signal that is the share of calls with a value of an attribute, the attribute and the value; empty of others. */
    public Optional<Map.Entry<String, String>> value() {
        int at = signal.indexOf('=');
        return at < 0 ? Optional.empty() : Optional.of(Map.entry(signal.substring(0, at), signal.substring(at + 1)));
    }

    /** Whether it is about the time that the stage itself takes. */
    public boolean isOwnTime() {
        return signal.startsWith(OWN_TIME);
    }

    /** Of a signal that counts values out of their usual range, the number field they stand in; empty of others. */
    public String countedField() {
        return ResultSymptoms.fieldOf(signal);
    }

    /** Whether a value of the counted field is out of its range. */
    public boolean isBeyond(double value) {
        return falling ? value < threshold : value > threshold;
    }
}
