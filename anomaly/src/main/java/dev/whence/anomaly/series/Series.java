package dev.whence.anomaly.series;

import java.util.List;
import java.util.OptionalLong;

/**
 * One series of numbers in the order of time, each judged by those before it alone: is it beyond all of them, does the latest
 * stretch run unlike every one before, is it odd for its hour. The features' surprises are added. What was surprising lately is
 * subtracted and fades within some hundred values, so that one incident is told once and a worse value still stands
 * out. Mutable, for one thread; constant memory, about 6 kB.
 */
public final class Series {
    private static final int WARM_UP = 100;
    private static final double KEPT_EACH_VALUE = 0.98;
    private static final double HALF_WAY = 1.5;
    private static final double ANOMALY = 0.5;

    private final List<Feature> features = List.of(new NewExtreme(), new StrangeShape(), new OddForItsHour());
    private long seen;
    private double told;

    /** Knows no value yet; says nothing of the first hundred. */
    public Series() {}

    /**
     * Judges a value, then learns it.
     *
     * @param timestampNanos nanoseconds since the epoch; empty for all values when there are no times
     * @param value finite
     */
    public Judgement add(OptionalLong timestampNanos, double value) {
        double sum = 0;
        double most = 0;
        Feature oddest = features.getFirst();
        for (Feature one : features) {
            double surprise = one.surprise(timestampNanos, value);
            sum += surprise;
            if (surprise > most) {
                most = surprise;
                oddest = one;
            }
        }
        double news = Math.max(0, sum - told);
        told = Math.max(told * KEPT_EACH_VALUE, sum);
        seen++;
        if (seen <= WARM_UP) {
            return Judgement.USUAL;
        }
        double score = news / (news + HALF_WAY);
        return score >= ANOMALY ? new Judgement(score, true, oddest.reason()) : new Judgement(score, false, "");
    }
}
