package dev.whence.analyzer.drift;

import dev.whence.analyzer.Place;
import dev.whence.anomaly.drift.Comparison;
import dev.whence.anomaly.drift.Summary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in a sentence how a signal differs. */
final class Wording {
    private Wording() {}

    static String of(Place place, String signal, Comparison compared) {
        String what = signal + " of " + place.label();
        if (compared.after() instanceof Summary.Level after && compared.before() instanceof Summary.Level before) {
            return what + ": median " + number(after.median()) + ", was " + number(before.median()) + "; "
                    + percent(compared.effect()) + " of the values lie elsewhere";
        }
        if (compared.after() instanceof Summary.Shares after && compared.before() instanceof Summary.Shares before) {
            return what + ": " + shares(after.shares(), before.shares());
        }
        if (compared.after() instanceof Summary.Words after && compared.before() instanceof Summary.Words before) {
            return what + ": " + words("more of ", after.words())
                    + (after.words().isEmpty() || before.words().isEmpty() ? "" : "; ")
                    + words("less of ", before.words())
                    + (after.words().isEmpty() && before.words().isEmpty() ? "other words" : "");
        }
        return what;
    }

    static String tooFew(Place place, String signal, int before, int after, int fewest) {
        return signal + " of " + place.label() + ": " + before + " values before and " + after
                + " in the window, too few to compare; " + fewest + " are needed on either side";
    }

    private static String shares(Map<String, Double> after, Map<String, Double> before) {
        return after.entrySet().stream()
                .limit(3)
                .map(entry -> entry.getKey() + " " + percent(entry.getValue()) + " (was "
                        + percent(before.getOrDefault(entry.getKey(), 0.0)) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String words(String how, List<String> words) {
        return words.isEmpty() ? "" : how + String.join(", ", words);
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static String number(double value) {
        if (Math.abs(value) >= 100 || value == Math.rint(value)) {
            return String.valueOf(Math.round(value));
        }
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
