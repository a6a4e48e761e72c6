package dev.whence.anomaly.multivariate;

/**
 * How rare the values of a row are, each column for itself: −ln of the share of known values in the same bin of a
 * histogram, mean over the columns (HBOS, Goldstein and Dengel 2012), over four widths of bins, as no single one suits
 * every column. Immutable.
 */
final class Rarity {
    private static final int[] BINS = {5, 10, 20, 40};

    private final double[] lowest;
    private final double[] range;
    private final double[][][] surprise; // by column, width of bins, bin; the last bin stands for all outside

    private Rarity(double[] lowest, double[] range, double[][][] surprise) {
        this.lowest = lowest;
        this.range = range;
        this.surprise = surprise;
    }

    /** Learns from scaled rows, of which there is at least one. */
    static Rarity of(double[][] rows) {
        int columns = rows[0].length;
        double[] lowest = new double[columns];
        double[] range = new double[columns];
        double[][][] surprise = new double[columns][BINS.length][];
        for (int j = 0; j < columns; j++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] row : rows) {
                low = Math.min(low, row[j]);
                high = Math.max(high, row[j]);
            }
            lowest[j] = low;
            range[j] = high - low;
            for (int w = 0; w < BINS.length; w++) {
                surprise[j][w] = surprises(rows, j, low, high - low, BINS[w]);
            }
        }
        return new Rarity(lowest, range, surprise);
    }

    private static double[] surprises(double[][] rows, int column, double low, double range, int bins) {
        double[] counts = new double[bins + 1];
        for (double[] row : rows) {
            counts[bin(row[column], low, range, bins)]++;
        }
        for (int b = 0; b <= bins; b++) {
            counts[b] = -Math.log((counts[b] + 1) / (rows.length + bins));
        }
        return counts;
    }

    private static int bin(double value, double low, double range, int bins) {
        double place = value - low;
        if (place < 0 || place > range) {
            return bins;
        }
        return range == 0 ? 0 : Math.min(bins - 1, (int) (place / range * bins));
    }

    /** The mean over the columns of a scaled row. */
    double of(double[] row) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += column(j, row[j]);
        }
        return sum / row.length;
    }

    /** −ln of how usual a scaled value is in its column. */
    double column(int column, double value) {
        double sum = 0;
        for (int w = 0; w < BINS.length; w++) {
            sum += surprise[column][w][bin(value, lowest[column], range[column], BINS[w])];
        }
        return sum / BINS.length;
    }
}
