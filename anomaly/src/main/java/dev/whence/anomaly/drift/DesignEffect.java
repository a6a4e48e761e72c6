package dev.whence.anomaly.drift;

import java.util.function.ToDoubleFunction;

/**
 * How much less a sample says than as many independent values would, since values near in time resemble each other:
 * traffic comes in waves, and the mix of users wanders. This is Kish's design effect (<i>Survey Sampling</i>, 1965) with
 * blocks of time as clusters: the variance of the mean as seen between blocks, divided by what independent values would
 * have. As in the blocking method of Flyvbjerg and Petersen (<i>J. Chem. Phys.</i> 91, 1989), blocks of several lengths
 * are tried, and the largest effect counts: blocks that are too short hide the dependence between them.
 *
 * @param factor at least 1
 * @param degrees degrees of freedom it was estimated with
 */
record DesignEffect(double factor, int degrees) {
    /** With fewer blocks a variance between them is hardly known. */
    static final int FEWEST_BLOCKS = 6;

    private static final int SHORTEST_BLOCK = 4;

    /**
     * Estimates it from the reference alone, so that a drift is not mistaken for dependence.
     *
     * @param windowNanos length of the window that is compared with the reference; where the reference is long enough,
     *     blocks are as long
     * @param columns functions of the values, a number for each value
     * @param together one factor of the columns' factors; those may be below 1
     */
    static DesignEffect of(
            Stretch reference,
            long[] nanos,
            long windowNanos,
            double[][] columns,
            ToDoubleFunction<double[]> together) {
        DesignEffect largest = new DesignEffect(1, 0);
        for (int part = 1; part <= SHORTEST_BLOCK; part *= 2) {
            long block = Math.max(1, windowNanos / part);
            long blocks = reference.lengthNanos() / block;
            if (blocks >= FEWEST_BLOCKS) {
                largest = larger(largest, at(reference, nanos, block, (int) Math.min(blocks, 4096), columns, together));
            }
        }
        if (largest.degrees == 0) {
            long block = Math.max(1, reference.lengthNanos() / FEWEST_BLOCKS);
            largest = at(reference, nanos, block, FEWEST_BLOCKS, columns, together);
        }
        return largest;
    }

    private static DesignEffect larger(DesignEffect one, DesignEffect other) {
        return one.degrees == 0 || other.factor > one.factor ? other : one;
    }

    private static DesignEffect at(
            Stretch reference,
            long[] nanos,
            long block,
            int blocks,
            double[][] columns,
            ToDoubleFunction<double[]> together) {
        int[] blockOf = new int[nanos.length];
        int used = 0;
        for (int i = 0; i < nanos.length; i++) {
            long fromEnd = (reference.toNanos() - 1 - nanos[i]) / block;
            blockOf[i] = fromEnd >= 0 && fromEnd < blocks ? (int) fromEnd : -1;
            used += blockOf[i] < 0 ? 0 : 1;
        }
        double[] factors = new double[columns.length];
        for (int column = 0; column < columns.length; column++) {
            factors[column] = factor(columns[column], blockOf, blocks, used);
        }
        return new DesignEffect(Math.max(1, together.applyAsDouble(factors)), blocks - 1);
    }

    private static double factor(double[] values, int[] blockOf, int blocks, int used) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += blockOf[i] < 0 ? 0 : values[i];
        }
        double mean = sum / Math.max(1, used);
        double[] excess = new double[blocks];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            if (blockOf[i] >= 0) {
                double off = values[i] - mean;
                excess[blockOf[i]] += off;
                squares += off * off;
            }
        }
        if (!(squares > 0) || used < 2) {
            return 1;
        }
        double between = 0;
        for (double one : excess) {
            between += one * one;
        }
        return between * blocks / (blocks - 1.0) / (squares * used / (used - 1.0));
    }
}
