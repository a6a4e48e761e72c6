package dev.whence.server.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelt one probably stands for. */
public final class Nearest {
    private Nearest() {}

    /** The known name with the fewest letters to change (Levenshtein's distance); empty when none is near. */
    public static Optional<String> of(String name, Collection<String> known) {
        int most = name.length() < 4 ? name.length() - 1 : Math.max(2, name.length() / 3);
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(name, each)))
                .filter(each -> distance(name, each) <= most || !name.isEmpty() && each.startsWith(name));
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] here = new int[b.length() + 1];
            here[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                here[j] = Math.min(before[j - 1] + change, Math.min(before[j], here[j - 1]) + 1);
            }
            before = here;
        }
        return before[b.length()];
    }
}
