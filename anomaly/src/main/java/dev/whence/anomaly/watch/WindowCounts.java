package dev.whence.anomaly.watch;

import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one window of one series holds. Mutable; what its requests do not have takes no room. */
final class WindowCounts {
    private static final Rate[] RATES = Rate.values();
    private static final Amount[] AMOUNTS = Amount.values();
    private static final int[] NO_RATES = {};
    private static final @Nullable Moments[] NO_AMOUNTS = {};

    private long requests;
    private int[] having = NO_RATES;
    private final LatencySketch latency = new LatencySketch();
    private @Nullable Moments[] amounts = NO_AMOUNTS;

    /** Takes in a span, with what other detectors said of it. A record that stands for many counts as many. */
    void add(Record record, Findings findings) {
        double stands = record.number(Names.AGGREGATE_COUNT);
        long many = stands >= 1 ? Math.round(stands) : 1;
        requests += many;
        double errors = many == 1 ? (record.isError() ? 1 : 0) : record.number(Names.AGGREGATE_ERRORS);
        for (int i = 0; i < RATES.length; i++) {
            String finding = RATES[i].finding();
            if (finding.isEmpty()) {
                count(i, errors > 0 ? Math.min(many, Math.round(errors)) : 0);
            } else if (findings.isFlagged(finding)) {
                count(i, 1);
            }
        }
        double seconds = record.durationSeconds();
        if (seconds >= 0) {
            latency.add(LatencySketch.bucket(seconds));
        }
        if (many == 1) {
            for (int i = 0; i < AMOUNTS.length; i++) {
                add(i, record.number(AMOUNTS[i].field()));
            }
        }
    }

    private void count(int rate, long times) {
        if (times == 0) {
            return;
        }
        if (having.length == 0) {
            having = new int[RATES.length];
        }
        having[rate] = (int) Math.min(having[rate] + times, Integer.MAX_VALUE);
    }

    private void add(int amount, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            return;
        }
        if (amounts.length == 0) {
            amounts = new @Nullable Moments[AMOUNTS.length];
        }
        Moments moments = amounts[amount];
        if (moments == null) {
            moments = new Moments();
            amounts[amount] = moments;
        }
        moments.add(Math.log(value));
    }

    long requests() {
        return requests;
    }

    /** Requests with a property, by its place among the rates. */
    long having(int rate) {
        return having.length == 0 ? 0 : having[rate];
    }

    LatencySketch latency() {
        return latency;
    }

    /** Logarithms of an amount, by its place among the amounts; null when no request had it. */
    @Nullable
    Moments amount(int amount) {
        return amounts.length == 0 ? null : amounts[amount];
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(requests);
        out.writeByte(having.length);
        for (int count : having) {
            out.writeInt(count);
        }
        latency.write(out);
        for (int i = 0; i < AMOUNTS.length; i++) {
            Moments moments = amount(i);
            out.writeBoolean(moments != null);
            if (moments != null) {
                moments.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        requests = in.readLong();
        int rates = in.readUnsignedByte();
        if (rates != 0 && rates != RATES.length) {
            throw new IOException(rates + " rates cannot be right");
        }
        having = rates == 0 ? NO_RATES : new int[rates];
        for (int i = 0; i < rates; i++) {
            having[i] = in.readInt();
        }
        latency.read(in);
        for (int i = 0; i < AMOUNTS.length; i++) {
            if (in.readBoolean()) {
                if (amounts.length == 0) {
                    amounts = new @Nullable Moments[AMOUNTS.length];
                }
                Moments moments = new Moments();
                moments.read(in);
                amounts[i] = moments;
            }
        }
    }
}
