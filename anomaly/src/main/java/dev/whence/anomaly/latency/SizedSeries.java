package dev.whence.anomaly.latency;

import dev.whence.anomaly.baseline.RobustBaseline;
import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.StateText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One series of sized calls: the last calls, the regression trained on them, and the baseline of what it leaves
 * unexplained. Mutable, for one thread.
 *
 * <p>A training starts at fixed numbers of learned calls (64, 128, 256, 512, then every 2048) on another thread, and its
 * model takes effect exactly 32 calls later, whether it was ready long before or has to be waited for. So scoring never
 * depends on how fast the machine is.
 */
final class SizedSeries {
    private static final Logger LOG = LoggerFactory.getLogger(SizedSeries.class);
    private static final int FIRST_TRAINING = 64;
    private static final int LATER_TRAINING = 2048;
    private static final int TAKES_EFFECT_AFTER = 32;

    private final SeriesKey key;
    private final Executor trainer;
    private final Calls calls = new Calls();
    private final RobustBaseline residuals;
    private long learned;
    private @Nullable LatencyModel model;
    private @Nullable CompletableFuture<LatencyModel> training;
    private long effectiveAt;

    SizedSeries(SeriesKey key, Executor trainer, int warmUp, double outlierSurprise) {
        this.key = key;
        this.trainer = trainer;
        this.residuals = new RobustBaseline(warmUp, outlierSurprise);
    }

    SeriesKey key() {
        return key;
    }

    boolean ready() {
        return model != null && residuals.ready();
    }

    /** Natural logarithm of the seconds a call of this size usually takes; NaN before it is ready. */
    double expectedLogSeconds(double inputTokens, double outputTokens) {
        return model == null || !residuals.ready()
                ? Double.NaN
                : model.expectedLogSeconds(inputTokens, outputTokens) + residuals.median();
    }

    /** −ln of the probability that such a call takes at least so long; 0 before it is ready. */
    double surprise(double inputTokens, double outputTokens, double logSeconds) {
        return model == null ? 0 : residuals.surprise(logSeconds - model.expectedLogSeconds(inputTokens, outputTokens));
    }

    void learn(double inputTokens, double outputTokens, double logSeconds, long atNanos) {
        double taken = logSeconds;
        if (model != null) {
            double expected = model.expectedLogSeconds(inputTokens, outputTokens);
            double residual = residuals.admit(logSeconds - expected);
            if (Double.isNaN(residual)) {
                return;
            }
            residuals.learn(residual);
            taken = expected + residual;
        }
        calls.add(inputTokens, outputTokens, taken);
        learned++;
        if (training != null && learned >= effectiveAt) {
            takeEffect();
        }
        if (trainsAt(learned) && training == null) {
            Calls snapshot = calls.snapshot();
            training = CompletableFuture.supplyAsync(() -> trained(snapshot, atNanos), trainer);
            effectiveAt = learned + TAKES_EFFECT_AFTER;
        }
    }

    private static boolean trainsAt(long learned) {
        return learned >= FIRST_TRAINING && learned < LATER_TRAINING && Long.bitCount(learned) == 1
                || learned >= LATER_TRAINING && learned % LATER_TRAINING == 0;
    }

    private LatencyModel trained(Calls snapshot, long atNanos) {
        try {
            return LatencyModel.train(key, snapshot, atNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeEffect() {
        LatencyModel fresh = awaitTraining();
        training = null;
        if (fresh != null) {
            model = fresh;
            residuals.relearn(calls.residuals(fresh));
        }
    }

    private @Nullable LatencyModel awaitTraining() {
        if (training == null) {
            return null;
        }
        try {
            return training.join();
        } catch (CompletionException e) {
            LOG.warn("The latency model of {} could not be trained; the one before stays: {}", key, e.getMessage());
            return null;
        }
    }

    void write(DataOutput out) throws IOException {
        calls.write(out);
        residuals.write(out);
        out.writeLong(learned);
        out.writeLong(effectiveAt);
        writeModel(out, model);
        writeModel(out, awaitTraining());
    }

    void read(DataInput in) throws IOException {
        calls.read(in);
        residuals.read(in);
        learned = in.readLong();
        effectiveAt = in.readLong();
        model = readModel(in);
        LatencyModel pending = readModel(in);
        training = pending == null ? null : CompletableFuture.completedFuture(pending);
    }

    private static void writeModel(DataOutput out, @Nullable LatencyModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (model != null) {
            model.write(new DataOutputStream(bytes));
        }
        StateText.writeBytes(out, bytes.toByteArray());
    }

    private @Nullable LatencyModel readModel(DataInput in) throws IOException {
        byte[] bytes = StateText.readBytes(in);
        if (bytes.length == 0) {
            return null;
        }
        try {
            return LatencyModel.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException unreadable) {
            LOG.warn(
                    "The latency model of {} is trained again, since it cannot be read: {}",
                    key,
                    unreadable.getMessage());
            return LatencyModel.train(key, calls, 0);
        }
    }
}
