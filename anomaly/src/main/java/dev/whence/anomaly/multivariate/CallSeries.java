package dev.whence.anomaly.multivariate;

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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One series of model calls: the last of them, the model trained on them, and the baseline of how odd calls usually are.
 * Mutable, for one thread.
 *
 * <p>A training starts at fixed numbers of learned calls (512, 1024, then every 2048) on another thread, and
 * its model takes effect exactly 64 calls later, whether it was ready long before or has to be waited for. So scoring
 * never depends on how fast the machine is.
 */
final class CallSeries {
    private static final Logger LOG = LoggerFactory.getLogger(CallSeries.class);
    private static final int FIRST_TRAINING = 512;
    private static final int LATER_TRAINING = 2048;
    private static final int TAKES_EFFECT_AFTER = 64;
    private static final int FEWEST_JUDGED = 50;

    private final SeriesKey key;
    private final Executor trainer;
    private final CallWindow calls = new CallWindow();
    private final RobustBaseline oddities;
    private final Recurrence recurrence = new Recurrence();
    private final double limit;
    private long seen;
    private long learned;
    private long effectiveAt;
    private @Nullable CallModel model;
    private @Nullable CompletableFuture<Optional<CallModel>> training;

    CallSeries(SeriesKey key, Executor trainer, double limit) {
        this.key = key;
        this.trainer = trainer;
        this.oddities = new RobustBaseline(FEWEST_JUDGED, limit);
        this.limit = limit;
    }

    SeriesKey key() {
        return key;
    }

    /** The model, once there is one and it is known how odd calls usually are to it; only then is a call judged. */
    Optional<CallModel> model() {
        return oddities.ready() ? Optional.ofNullable(model) : Optional.empty();
    }

    /** −ln of the probability that a usual call is as odd as this. */
    double surprise(double oddity) {
        return oddities.surprise(oddity);
    }

    /** Whether calls that were too odd in this way came on several occasions before; to be asked once for each such call. */
    boolean recurs(CallReason.Part part) {
        return recurrence.isUsual(part, seen);
    }

    /** Learns a call, unless it is an outlier of which enough were learned. */
    void learn(double[] logs, long atNanos) {
        seen++;
        if (model != null && model.covers(logs)) {
            double admitted = oddities.admit(model.oddity(logs));
            if (Double.isNaN(admitted)) {
                return;
            }
            oddities.learn(admitted);
        }
        calls.add(logs);
        learned++;
        if (training != null && learned >= effectiveAt) {
            takeEffect();
        }
        if (trainsAt(learned) && training == null) {
            double[][] snapshot = calls.toArray();
            training = CompletableFuture.supplyAsync(() -> trained(snapshot, atNanos), trainer);
            effectiveAt = learned + TAKES_EFFECT_AFTER;
        }
    }

    private static boolean trainsAt(long learned) {
        return learned >= FIRST_TRAINING && learned < LATER_TRAINING && Long.bitCount(learned) == 1
                || learned >= LATER_TRAINING && learned % LATER_TRAINING == 0;
    }

    private Optional<CallModel> trained(double[][] snapshot, long atNanos) {
        try {
            return CallModel.train(key, snapshot, atNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeEffect() {
        Optional<CallModel> fresh = awaitTraining();
        training = null;
        if (fresh.isPresent()) {
            boolean first = model == null;
            model = fresh.get();
            double[][] known = calls.toArray();
            // Those at even places were trained on: an even number of calls has joined, and perhaps left, since.
            oddities.relearn(IntStream.range(0, known.length)
                    .filter(i -> i % 2 == 1 && fresh.get().covers(known[i]))
                    .mapToDouble(i -> fresh.get().oddity(known[i]))
                    .toArray());
            if (first) {
                lookBack(fresh.get(), known);
            }
        }
    }

    /** Notes what was odd among the calls before there was a model, so that what recurs is known from the start. */
    private void lookBack(CallModel fresh, double[][] known) {
        for (int i = 0; i < known.length; i++) {
            if (fresh.covers(known[i])
                    && oddities.surprise(fresh.oddity(known[i])) > limit
                    && fresh.isOutside(known[i])) {
                recurrence.isUsual(fresh.reason(known[i]).foremost(), seen - known.length + i);
            }
        }
    }

    private Optional<CallModel> awaitTraining() {
        if (training == null) {
            return Optional.empty();
        }
        try {
            return training.join();
        } catch (CompletionException e) {
            LOG.warn(
                    "What goes together in calls of {} could not be learned; the model before stays: {}",
                    key,
                    e.getMessage());
            return Optional.empty();
        }
    }

    void write(DataOutput out) throws IOException {
        calls.write(out);
        oddities.write(out);
        recurrence.write(out);
        out.writeLong(seen);
        out.writeLong(learned);
        out.writeLong(effectiveAt);
        writeModel(out, Optional.ofNullable(model));
        out.writeBoolean(training != null);
        writeModel(out, awaitTraining());
    }

    void read(DataInput in) throws IOException {
        calls.read(in);
        oddities.read(in);
        recurrence.read(in);
        seen = in.readLong();
        learned = in.readLong();
        effectiveAt = in.readLong();
        model = readModel(in).orElse(null);
        boolean trains = in.readBoolean();
        Optional<CallModel> pending = readModel(in);
        training = trains ? CompletableFuture.completedFuture(pending) : null;
    }

    private static void writeModel(DataOutput out, Optional<CallModel> model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (model.isPresent()) {
            model.get().write(new DataOutputStream(bytes));
        }
        StateText.writeBytes(out, bytes.toByteArray());
    }

    private Optional<CallModel> readModel(DataInput in) throws IOException {
        byte[] bytes = StateText.readBytes(in);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(CallModel.read(new DataInputStream(new ByteArrayInputStream(bytes))));
        } catch (IOException unreadable) {
            LOG.warn(
                    "What goes together in calls of {} is learned again, since it cannot be read: {}",
                    key,
                    unreadable.getMessage());
            return CallModel.train(key, calls.toArray(), 0);
        }
    }
}
