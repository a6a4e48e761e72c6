package dev.whence.anomaly.series;

import java.util.OptionalLong;

/**
 * A stretch of values unlike every stretch before it. The mean of each four values is a point; the last 16 points are
 * compared with all runs of 16 among the 500 points before them, and the nearest one's mean absolute difference, in parts
 * of the range seen, is the oddness. That is a discord search as in the matrix profile (Yeh et al., <i>Matrix Profile I</i>,
 * ICDM 2016) over points made as in piecewise aggregate approximation (Keogh et al., 2001), one step at a time. Mutable.
 */
final class StrangeShape implements Feature {
    private static final int VALUES_A_POINT = 4;
    private static final int LENGTH = 16;
    private static final int BEFORE = 500;

    private final Tail tail = new Tail(0);
    private final float[] ring = new float[BEFORE + 2 * LENGTH];
    private final float[] latest = new float[LENGTH];
    private long points;
    private int values;
    private double sum;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private double difference;

    @Override
    public double surprise(OptionalLong timestampNanos, double value) {
        sum += value;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
        values++;
        if (values < VALUES_A_POINT) {
            return 0;
        }
        ring[(int) (points % ring.length)] = (float) (sum / VALUES_A_POINT);
        points++;
        values = 0;
        sum = 0;
        if (points < 3 * LENGTH) {
            return 0;
        }
        difference = nearest() / LENGTH;
        double range = highest - lowest;
        return tail.surprise(range > 0 ? difference / range : 0);
    }

    /** The smallest sum of absolute differences between the latest run and one that shares no point with it. */
    private double nearest() {
        for (int i = 0; i < LENGTH; i++) {
            latest[i] = ring[(int) ((points - LENGTH + i) % ring.length)];
        }
        double nearest = Double.POSITIVE_INFINITY;
        long oldest = Math.max(0, points - ring.length);
        for (long start = points - 2 * LENGTH; start >= oldest; start--) {
            int at = (int) (start % ring.length);
            double distance = 0;
            for (int i = 0; i < LENGTH && distance < nearest; i++) {
                distance += Math.abs(latest[i] - ring[at]);
                at++;
                if (at == ring.length) {
                    at = 0;
                }
            }
            nearest = Math.min(nearest, distance);
        }
        return nearest;
    }

    @Override
    public String reason() {
        return "the last " + LENGTH * VALUES_A_POINT + " values run unlike any before: " + Text.of(difference)
                + " a value from the most similar ones";
    }
}
