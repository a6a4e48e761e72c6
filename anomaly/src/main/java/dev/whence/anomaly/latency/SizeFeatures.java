package dev.whence.anomaly.latency;

/**
 * The features by which a call's size enters the regression: {@code ln(1 + tokens / k)} for several k. Each is flat below k
 * and a straight line above it, so a weighted sum of them follows a fixed cost plus so much a token, which in log space no
 * straight line does.
 */
final class SizeFeatures {
    private static final double[] INPUT_KNEES = {256, 4096};
    private static final double[] OUTPUT_KNEES = {4, 32, 256};
    static final String[] NAMES = {"input_256", "input_4096", "output_4", "output_32", "output_256"};

    private SizeFeatures() {}

    /** The features of a call, in the order of {@link #NAMES}. */
    static double[] of(double inputTokens, double outputTokens) {
        double[] features = new double[NAMES.length];
        int at = 0;
        for (double knee : INPUT_KNEES) {
            features[at++] = Math.log1p(inputTokens / knee);
        }
        for (double knee : OUTPUT_KNEES) {
            features[at++] = Math.log1p(outputTokens / knee);
        }
        return features;
    }
}
