package dev.whence.anomaly.multivariate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.tribuo.math.la.DenseMatrix;

/**
 * How far each value of a row is from what the row's other values let expect, by a linear regression of each column on all
 * others; all of them at once are the inverse of the correlation matrix, which is shrunk towards independence.
 * A row's figure is the mean of {@code ln(1 + |residual|)}, residuals in robust units. (Attribute-wise learning, Paulheim
 * and Meusel 2015, in its linear case.) Immutable.
 */
final class Relations {
    private static final int MOST_COLUMNS = 512; // the inverse takes time with the cube of them

    private final double[] mean;
    private final double[] deviation;
    private final double[][] weights;
    private final double[] centre;
    private final double[] spread;

    private Relations(double[] mean, double[] deviation, double[][] weights, double[] centre, double[] spread) {
        this.mean = mean;
        this.deviation = deviation;
        this.weights = weights;
        this.centre = centre;
        this.spread = spread;
    }

    /**
     * Learns from scaled rows, of which there is at least one; empty when there are too many columns.
     *
     * @param shrinkage towards independence, above 0 and at most 1
     * @param noise that is added to every column, in its unit: relations are not taken as more exact than that
     */
    static Optional<Relations> of(double[][] rows, double shrinkage, double noise) {
        int columns = rows[0].length;
        if (columns > MOST_COLUMNS) {
            return Optional.empty();
        }
        double[] mean = new double[columns];
        double[] deviation = new double[columns];
        double[][] correlation = correlation(rows, shrinkage, noise, mean, deviation);
        return DenseMatrix.createDenseMatrix(correlation)
                .choleskyFactorization()
                .map(factors -> factors.solve(DenseMatrix.createIdentity(columns)))
                .map(inverse -> {
                    double[][] weights = new double[columns][columns];
                    for (int j = 0; j < columns; j++) {
                        for (int k = 0; k < columns; k++) {
                            weights[j][k] = inverse.get(j, k) / inverse.get(j, j);
                        }
                    }
                    return withUnits(mean, deviation, weights, noise, rows);
                });
    }

    private static double[][] correlation(
            double[][] rows, double shrinkage, double noise, double[] mean, double[] deviation) {
        int columns = mean.length;
        for (double[] row : rows) {
            for (int j = 0; j < columns; j++) {
                mean[j] += row[j] / rows.length;
            }
        }
        double[][] sums = new double[columns][columns];
        double[] centred = new double[columns];
        for (double[] row : rows) {
            for (int j = 0; j < columns; j++) {
                centred[j] = row[j] - mean[j];
                double[] line = sums[j];
                for (int k = 0; k <= j; k++) {
                    line[k] += centred[j] * centred[k];
                }
            }
        }
        for (int j = 0; j < columns; j++) {
            double variance = sums[j][j] / rows.length + noise * noise;
            deviation[j] = variance > 1e-18 ? Math.sqrt(variance) : 1;
        }
        for (int j = 0; j < columns; j++) {
            for (int k = 0; k < j; k++) {
                double r = (1 - shrinkage) * sums[j][k] / rows.length / (deviation[j] * deviation[k]);
                sums[j][k] = r;
                sums[k][j] = r;
            }
            sums[j][j] = 1;
        }
        return sums;
    }

    private static Relations withUnits(
            double[] mean, double[] deviation, double[][] weights, double noise, double[][] rows) {
        int columns = mean.length;
        double[] centre = new double[columns];
        double[] spread = new double[columns];
        Arrays.fill(spread, 1);
        Relations bare = new Relations(mean, deviation, weights, centre, spread);
        double[][] residuals = new double[columns][rows.length];
        for (int i = 0; i < rows.length; i++) {
            double[] one = bare.residuals(rows[i]);
            for (int j = 0; j < columns; j++) {
                residuals[j][i] = one[j];
            }
        }
        double[] centres = new double[columns];
        double[] spreads = new double[columns];
        for (int j = 0; j < columns; j++) {
            Standing standing = Standing.among(residuals[j]);
            centres[j] = standing.median();
            spreads[j] = Math.max(standing.sigma(), Math.max(noise / deviation[j], 1e-6));
        }
        return new Relations(mean, deviation, weights, centres, spreads);
    }

    int columns() {
        return mean.length;
    }

    /** Each value's distance from the mean in standard deviations. */
    double[] standardised(double[] row) {
        double[] standard = new double[mean.length];
        for (int j = 0; j < standard.length; j++) {
            standard[j] = (row[j] - mean[j]) / deviation[j];
        }
        return standard;
    }

    /** What each value is above what the others let expect, in robust standard deviations. */
    double[] residuals(double[] row) {
        int columns = mean.length;
        double[] centred = standardised(row);
        double[] residuals = new double[columns];
        for (int j = 0; j < columns; j++) {
            double sum = 0;
            double[] line = weights[j];
            for (int k = 0; k < columns; k++) {
                sum += line[k] * centred[k];
            }
            residuals[j] = (sum - centre[j]) / spread[j];
        }
        return residuals;
    }

    /** The mean of {@code ln(1 + |residual|)} over the columns of a scaled row. */
    double of(double[] row) {
        double sum = 0;
        for (double residual : residuals(row)) {
            sum += Math.log1p(Math.abs(residual));
        }
        return sum / row.length;
    }

    /** {@code ln(1 + mean of squared residuals)}: one column that is far off counts in full. */
    double logMeanSquare(double[] row) {
        double sum = 0;
        for (double residual : residuals(row)) {
            sum += residual * residual;
        }
        return Math.log1p(sum / row.length);
    }

    /** The scaled value that the others let expect in place of one whose residual is this. */
    double expected(int column, double value, double residual) {
        return value - residual * spread[column] * deviation[column] - centre[column] * deviation[column];
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(mean.length);
        for (int j = 0; j < mean.length; j++) {
            out.writeDouble(mean[j]);
            out.writeDouble(deviation[j]);
            out.writeDouble(centre[j]);
            out.writeDouble(spread[j]);
            for (double weight : weights[j]) {
                out.writeDouble(weight);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static Relations read(DataInput in) throws IOException {
        int columns = in.readInt();
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw new IOException("relations of " + columns + " columns cannot be right");
        }
        Relations read = new Relations(
                new double[columns],
                new double[columns],
                new double[columns][columns],
                new double[columns],
                new double[columns]);
        for (int j = 0; j < columns; j++) {
            read.mean[j] = in.readDouble();
            read.deviation[j] = in.readDouble();
            read.centre[j] = in.readDouble();
            read.spread[j] = in.readDouble();
            for (int k = 0; k < columns; k++) {
                read.weights[j][k] = in.readDouble();
            }
        }
        return read;
    }
}
