package dev.whence.anomaly.latency;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import dev.whence.anomaly.baseline.AlikeBytes;
import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.StateText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.linear.LinearSGDModel;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.Huber;

/**
 * How long a call of a given size usually takes: a linear regression of log seconds on {@link SizeFeatures}, trained by
 * Tribuo with Huber's loss, which a few slow calls do not pull. Immutable.
 *
 * <p>The trained model is kept as Tribuo's own protobuf, which carries its provenance: trainer, parameters, series and
 * time. Scoring uses the weights read from it, as one dot product.
 *
 * <p>Beyond the sizes seen in training the estimate grows in proportion to the tokens, the most that a larger call can
 * be allowed: a longer answer than ever is not slow for that.
 */
final class LatencyModel {
    /** Held here, since java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger TRIBUO_LOG = Logger.getLogger("org.tribuo");

    static {
        TRIBUO_LOG.setLevel(Level.WARNING); // it reports each training at INFO
    }

    private static final String OUTPUT = "log_seconds";
    private static final int EPOCHS = 40;
    private static final int MINIBATCH = 8;
    private static final double HUBER_COST = 0.5;
    private static final double LEARNING_RATE = 0.3;
    private static final long SEED = 42;

    private final byte[] packed;
    private final double[] centre;
    private final double[] spread;
    private final double mostInputTokens;
    private final double mostOutputTokens;
    private final double meanLogSeconds;
    private final double bias;
    private final double[] weights;

    private LatencyModel(
            byte[] tribuo, double[] centre, double[] spread, double meanLogSeconds, double mostInput, double mostOutput)
            throws IOException {
        this.packed = Example.MODELS.pack(tribuo);
        this.centre = centre;
        this.spread = spread;
        this.meanLogSeconds = meanLogSeconds;
        this.mostInputTokens = mostInput;
        this.mostOutputTokens = mostOutput;
        LinearSGDModel model = parse(tribuo);
        DenseMatrix learned = model.getWeightsCopy();
        int features = SizeFeatures.NAMES.length;
        if (learned.getDimension2Size() != features + 1) {
            throw new IOException("the model has " + (learned.getDimension2Size() - 1) + " features, not " + features);
        }
        this.weights = new double[features];
        for (int i = 0; i < features; i++) {
            weights[i] = learned.get(0, model.getFeatureIDMap().getID(SizeFeatures.NAMES[i]));
        }
        this.bias = learned.get(0, features);
    }

    /**
     * Trains on these calls.
     *
     * @param atNanos the time of the newest, which goes into the provenance in place of the clock's, so that the same
     *     stream gives the same model
     * @throws IOException when the trained model cannot be written and read back
     */
    static LatencyModel train(SeriesKey key, Calls calls, long atNanos) throws IOException {
        int features = SizeFeatures.NAMES.length;
        int rows = calls.size();
        double[][] x = new double[rows][];
        double[] centre = new double[features];
        double[] spread = new double[features];
        double meanLogSeconds = 0;
        double mostInput = 0;
        double mostOutput = 0;
        for (int i = 0; i < rows; i++) {
            x[i] = SizeFeatures.of(calls.inputTokens(i), calls.outputTokens(i));
            mostInput = Math.max(mostInput, calls.inputTokens(i));
            mostOutput = Math.max(mostOutput, calls.outputTokens(i));
            meanLogSeconds += calls.logSeconds(i) / rows;
            for (int j = 0; j < features; j++) {
                centre[j] += x[i][j] / rows;
            }
        }
        for (int j = 0; j < features; j++) {
            double squares = 0;
            for (double[] row : x) {
                squares += (row[j] - centre[j]) * (row[j] - centre[j]);
            }
            spread[j] = Math.max(Math.sqrt(squares / rows), 1e-6);
        }
        String source = "calls of " + key.service() + " / " + key.stage() + " / " + key.model();
        double[][] standardised = new double[rows][];
        double[] logs = new double[rows];
        for (int i = 0; i < rows; i++) {
            standardised[i] = standardised(x[i], centre, spread);
            logs[i] = calls.logSeconds(i) - meanLogSeconds;
        }
        byte[] tribuo = train(source, standardised, logs, atNanos);
        return new LatencyModel(tribuo, centre, spread, meanLogSeconds, mostInput, mostOutput);
    }

    private static byte[] train(String source, double[][] rows, double[] logs, long atNanos) throws IOException {
        RegressionFactory factory = new RegressionFactory();
        OffsetDateTime at = Instant.ofEpochSecond(0, atNanos).atOffset(ZoneOffset.UTC);
        MutableDataset<Regressor> data =
                new MutableDataset<>(new SimpleDataSourceProvenance(source, at, factory), factory);
        for (int i = 0; i < rows.length; i++) {
            data.add(new ArrayExample<>(new Regressor(OUTPUT, logs[i]), SizeFeatures.NAMES, rows[i]));
        }
        LinearSGDTrainer trainer = new LinearSGDTrainer(
                new Huber(HUBER_COST), new AdaGrad(LEARNING_RATE), EPOCHS, Integer.MAX_VALUE, MINIBATCH, SEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        trainer.train(data).serializeToStream(out);
        return out.toByteArray();
    }

    /** The natural logarithm of the seconds that a call of this size usually takes. */
    double expectedLogSeconds(double inputTokens, double outputTokens) {
        double[] features =
                SizeFeatures.of(Math.min(inputTokens, mostInputTokens), Math.min(outputTokens, mostOutputTokens));
        double log = meanLogSeconds + bias;
        for (int i = 0; i < weights.length; i++) {
            log += weights[i] * (features[i] - centre[i]) / spread[i];
        }
        if (inputTokens > mostInputTokens) {
            log += Math.log(inputTokens / Math.max(1, mostInputTokens));
        }
        if (outputTokens > mostOutputTokens) {
            log += Math.log(outputTokens / Math.max(1, mostOutputTokens));
        }
        return log;
    }

    /** Who trained it on what and when, as Tribuo recorded it. */
    String provenance() throws IOException {
        return ProvenanceUtil.formattedProvenanceString(
                parse(Example.MODELS.unpack(packed)).getProvenance());
    }

    void write(DataOutput out) throws IOException {
        StateText.writeBytes(out, Example.MODELS.unpack(packed));
        out.writeDouble(meanLogSeconds);
        out.writeDouble(mostInputTokens);
        out.writeDouble(mostOutputTokens);
        for (int i = 0; i < centre.length; i++) {
            out.writeDouble(centre[i]);
            out.writeDouble(spread[i]);
        }
    }

    /** Reads what {@link #write} wrote. */
    static LatencyModel read(DataInput in) throws IOException {
        byte[] tribuo = StateText.readBytes(in);
        double meanLogSeconds = in.readDouble();
        double mostInput = in.readDouble();
        double mostOutput = in.readDouble();
        double[] centre = new double[SizeFeatures.NAMES.length];
        double[] spread = new double[centre.length];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = in.readDouble();
            spread[i] = in.readDouble();
        }
        return new LatencyModel(tribuo, centre, spread, meanLogSeconds, mostInput, mostOutput);
    }

    private static double[] standardised(double[] x, double[] centre, double[] spread) {
        double[] standard = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            standard[i] = (x[i] - centre[i]) / spread[i];
        }
        return standard;
    }

    /** A model trained on next to nothing: of 8 kB in which a model is written all but 150 bytes are like it. */
    private static final class Example {
        static final AlikeBytes MODELS = new AlikeBytes(bytes());

        private static byte[] bytes() {
            double[] row = new double[SizeFeatures.NAMES.length];
            try {
                return train("calls of service / stage / model", new double[][] {row, row}, new double[] {0, 1}, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static LinearSGDModel parse(byte[] tribuo) throws IOException {
        try {
            Model<?> model = Model.deserializeFromStream(new ByteArrayInputStream(tribuo));
            if (model instanceof LinearSGDModel linear) {
                return linear;
            }
            throw new IOException("it is a " + model.getClass().getSimpleName() + ", not a linear regression");
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IOException("Tribuo cannot read the model: " + e.getMessage(), e);
        }
    }
}
