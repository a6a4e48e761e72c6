package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.baseline.SeriesKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the features of one series' calls usually go together: each given the others ({@link Relations}), and the region
 * where calls lie ({@link Boundary}). Immutable.
 */
final class CallModel {
    private static final double PRESENT = 0.95;
    private static final int FEWEST_FEATURES = 3;
    private static final double SHRINKAGE = 0.02;
    private static final double NOISE = 0.1;

    private final int[] features;
    private final Relations relations;
    private final Boundary boundary;

    private CallModel(int[] features, Relations relations, Boundary boundary) {
        this.features = features;
        this.relations = relations;
        this.boundary = boundary;
    }

    /**
     * Learns from every other of these calls, so that the rest can tell how odd a call is that it has not learned.
     *
     * @param calls logarithms, of all features; oldest first
     * @param atNanos the time of the newest
     * @return empty when too few features are known of nearly all calls
     */
    static Optional<CallModel> train(SeriesKey key, double[][] calls, long atNanos) throws IOException {
        int[] features = present(calls);
        double[][] rows = IntStream.range(0, calls.length)
                .filter(i -> i % 2 == 0 && hasAll(calls[i], features))
                .mapToObj(i -> only(calls[i], features))
                .toArray(double[][]::new);
        if (features.length < FEWEST_FEATURES || rows.length < 2 * features.length) {
            return Optional.empty();
        }
        Optional<Relations> learned = Relations.of(rows, SHRINKAGE, NOISE);
        if (learned.isEmpty()) {
            return Optional.empty();
        }
        Relations relations = learned.get();
        double[][] standardised =
                Arrays.stream(rows).map(relations::standardised).toArray(double[][]::new);
        String source = "calls of " + key.service() + " / " + key.stage() + " / " + key.model();
        return Optional.of(new CallModel(features, relations, Boundary.train(source, standardised, atNanos)));
    }

    private static int[] present(double[][] calls) {
        return IntStream.range(0, CallFeature.count())
                .filter(j -> {
                    int known = 0;
                    for (double[] call : calls) {
                        known += Double.isNaN(call[j]) ? 0 : 1;
                    }
                    return known >= PRESENT * calls.length;
                })
                .toArray();
    }

    private static boolean hasAll(double[] call, int[] features) {
        for (int j : features) {
            if (Double.isNaN(call[j])) {
                return false;
            }
        }
        return true;
    }

    private static double[] only(double[] call, int[] features) {
        double[] row = new double[features.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = call[features[j]];
        }
        return row;
    }

    /** Whether it has an opinion on a call: all features it looks at are known. */
    boolean covers(double[] logs) {
        return hasAll(logs, features);
    }

    /** Whether a call that it covers lies outside the region of usual calls. */
    boolean isOutside(double[] logs) {
        return boundary.outside(relations.standardised(only(logs, features))) > 0;
    }

    /** How odd a call is that it covers, by what its features let expect of each other; higher is odder. */
    double oddity(double[] logs) {
        double[] row = only(logs, features);
        return relations.logMeanSquare(row);
    }

    /** What departs most from the rest of a call, most first. */
    CallReason reason(double[] logs) {
        double[] row = only(logs, features);
        double[] apart = relations.residuals(row);
        double[] expected = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            expected[j] = relations.expected(j, row[j], apart[j]);
        }
        return CallReason.of(features, row, expected, apart);
    }

    /** Who trained the boundary on what and when. */
    String provenance() throws IOException {
        return boundary.provenance();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(features.length);
        for (int feature : features) {
            out.writeInt(feature);
        }
        relations.write(out);
        boundary.write(out);
    }

    /** Reads what {@link #write} wrote. */
    static CallModel read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < FEWEST_FEATURES || count > CallFeature.count()) {
            throw new IOException("a model of " + count + " features cannot be right");
        }
        int[] features = new int[count];
        for (int j = 0; j < count; j++) {
            features[j] = in.readInt();
            if (features[j] < 0 || features[j] >= CallFeature.count()) {
                throw new IOException("there is no feature " + features[j]);
            }
        }
        Relations relations = Relations.read(in);
        Boundary boundary = Boundary.read(in);
        if (relations.columns() != count || boundary.columns() != count) {
            throw new IOException("the parts of the model do not fit each other");
        }
        return new CallModel(features, relations, boundary);
    }
}
