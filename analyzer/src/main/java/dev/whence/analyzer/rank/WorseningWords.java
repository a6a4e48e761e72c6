package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.stats.Tests;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Says how amounts got worse by what did move: the middle, the share of calls far above it, or the mean. */
final class WorseningWords {
    private final Worsening worse;
    private final DoubleFunction<String> measure;

    /** @param measure puts an amount into words */
    WorseningWords(Worsening worse, DoubleFunction<String> measure) {
        this.worse = worse;
        this.measure = measure;
    }

    String slower(String who, String since, String main) {
        if (worse.inTheMiddle()) {
            return who + " takes " + times() + " as long" + since + " (" + measure.apply(worse.before()) + " before, "
                    + measure.apply(worse.after()) + " now)";
        }
        if (worse.inAPart()) {
            return part("take", who, since);
        }
        return worse.onAverage()
                ? average("takes", who, since)
                : "Requests wait longer for " + who + since + ": " + main;
    }

    String dearer(String who, String since, String main) {
        if (worse.inTheMiddle()) {
            return who + " costs " + times() + " as much" + since;
        }
        if (worse.inAPart()) {
            return part("cost", who, since);
        }
        return worse.onAverage() ? average("costs", who, since) : who + " costs more" + since + ": " + main;
    }

    /** What calls lose beside the callee's own time. */
    String beside() {
        if (worse.inAPart()) {
            return Facts.percent(worse.farAfter()) + " of the calls lose over " + measure.apply(worse.bound())
                    + " beside the callee's own time now, before " + Facts.percent(worse.farBefore()) + " did";
        }
        boolean middle = worse.inTheMiddle();
        return measure.apply(middle ? worse.before() : worse.meanBefore()) + " beside the callee's own time "
                + (middle ? "" : "on average ") + "before, " + measure.apply(middle ? worse.after() : worse.meanAfter())
                + " now";
    }

    /** What did move where the middle did not. */
    Answer.Evidence fact(String calls, double[] before, double[] after) {
        if (worse.onAverage()) {
            return Facts.fact(
                    "mean",
                    worse.meanBefore(),
                    worse.meanAfter(),
                    Tests.greater(before, after),
                    "mean of " + calls + " since: " + measure.apply(worse.meanAfter()) + "; before: "
                            + measure.apply(worse.meanBefore()));
        }
        double p = Tests.rateRose(
                worse.farBefore() * before.length, before.length, worse.farAfter() * after.length, after.length);
        return Facts.fact(
                "slow_calls",
                worse.farBefore(),
                worse.farAfter(),
                p,
                Facts.percent(worse.farAfter()) + " of " + calls + " since lie above " + measure.apply(worse.bound())
                        + ", their median " + measure.apply(worse.typicalFar()) + "; before, "
                        + Facts.percent(worse.farBefore()) + " lay above it");
    }

    private String part(String verb, String who, String since) {
        return Facts.percent(worse.farAfter()) + " of the calls of " + who + " " + verb + " over "
                + measure.apply(worse.bound()) + since + ", half of these " + measure.apply(worse.typicalFar())
                + " or more (before, " + Facts.percent(worse.farBefore()) + " did)";
    }

    private String average(String verb, String who, String since) {
        return who + " " + verb + " " + measure.apply(worse.meanAfter()) + " on average" + since + " ("
                + measure.apply(worse.meanBefore()) + " before)";
    }

    private String times() {
        double ratio = worse.after() / Math.max(worse.before(), 1e-9);
        if (ratio > 1000) {
            return "over 1000 times";
        }
        return String.format(Locale.ROOT, ratio >= 10 ? "%.0f times" : "%.1f times", ratio);
    }
}
