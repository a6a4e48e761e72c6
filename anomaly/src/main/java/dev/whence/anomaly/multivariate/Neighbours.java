package dev.whence.anomaly.multivariate;

import java.util.Arrays;
import java.util.Random;

/**
 * How far from a row its twentieth neighbour is, among up to 1024 rows drawn from those known, mean over four drawings.
 * Drawing makes the time linear in the rows, and a dense group of like outliers thin (subsampled neighbours: Sugiyama and
 * Borgwardt 2013; Aggarwal and Sathe 2015). Immutable.
 */
final class Neighbours {
    private static final int SAMPLES = 4;
    private static final int SAMPLE_ROWS = 1024;
    private static final int SAMPLE_CELLS = 500_000;
    private static final int NEIGHBOURS = 20;

    private final double[][][] samples;
    private final int[][] origins;
    private final int rank;

    private Neighbours(double[][][] samples, int[][] origins, int rank) {
        this.samples = samples;
        this.origins = origins;
        this.rank = rank;
    }

    /** Draws from scaled rows, of which there is at least one. */
    static Neighbours of(double[][] rows, Random random) {
        int most = Math.clamp(SAMPLE_CELLS / rows[0].length, 64, SAMPLE_ROWS);
        int size = Math.min(most, rows.length);
        int drawings = size == rows.length ? 1 : SAMPLES;
        double[][][] samples = new double[drawings][size][];
        int[][] origins = new int[drawings][];
        int[] order = new int[rows.length];
        Arrays.setAll(order, i -> i);
        for (int s = 0; s < drawings; s++) {
            for (int i = 0; i < size; i++) {
                int swap = i + random.nextInt(rows.length - i);
                int drawn = order[swap];
                order[swap] = order[i];
                order[i] = drawn;
                samples[s][i] = rows[drawn];
            }
            origins[s] = Arrays.copyOf(order, size);
        }
        return new Neighbours(samples, origins, Math.clamp(size / 4, 1, NEIGHBOURS));
    }

    /**
     * The logarithm of the distance.
     *
     * @param self which of the rows learned from this is, so as not to be its own neighbour; −1 for another
     */
    double of(double[] row, int self) {
        double sum = 0;
        for (int s = 0; s < samples.length; s++) {
            double square = nearest(s, row, self).farthest();
            sum += Double.isInfinite(square) ? 0 : Math.sqrt(square); // a lone row has no neighbours
        }
        return Math.log(sum / samples.length + 1e-9);
    }

    /** The middle of the nearest rows, column by column. */
    double[] nearby(double[] row, int self) {
        double[] middle = new double[row.length];
        Nearest nearest = nearest(0, row, self);
        for (int i = 0; i < nearest.size; i++) {
            for (int j = 0; j < row.length; j++) {
                middle[j] += samples[0][nearest.places[i]][j] / nearest.size;
            }
        }
        return middle;
    }

    private Nearest nearest(int sample, double[] row, int self) {
        Nearest nearest = new Nearest(rank);
        double[][] others = samples[sample];
        int[] origin = origins[sample];
        for (int i = 0; i < others.length; i++) {
            if (origin[i] != self) {
                double[] other = others[i];
                double limit = nearest.farthest();
                double square = 0;
                for (int j = 0; j < row.length && square < limit; j++) {
                    double away = row[j] - other[j];
                    square += away * away;
                }
                if (square < limit) {
                    nearest.add(i, square);
                }
            }
        }
        return nearest;
    }

    /** The nearest so far, nearest first. */
    private static final class Nearest {
        private final int[] places;
        private final double[] squares;
        private int size;

        Nearest(int most) {
            places = new int[most];
            squares = new double[most];
        }

        /** The square of the distance that a further one has to stay below. */
        double farthest() {
            return size < squares.length ? Double.POSITIVE_INFINITY : squares[size - 1];
        }

        void add(int place, double square) {
            int at = size < squares.length ? size++ : size - 1;
            while (at > 0 && squares[at - 1] > square) {
                squares[at] = squares[at - 1];
                places[at] = places[at - 1];
                at--;
            }
            squares[at] = square;
            places[at] = place;
        }
    }
}
