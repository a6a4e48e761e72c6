package dev.whence.anomaly.watch;

import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What one window of one series holds. Mutable, of constant size. */
final class WindowCounts {
    private static final Rate[] RATES = Rate.values();

    private long requests;
    private final long[] having = new long[RATES.length];
    private final LatencySketch latency = new LatencySketch();
    private final Moments inputTokens = new Moments();
    private final Moments outputTokens = new Moments();
    private final Moments cost = new Moments();

    /** Takes in a span, with what other detectors said of it. A record that stands for many counts as many. */
    void add(Record record, Findings findings) {
        double stands = record.number(Names.AGGREGATE_COUNT);
        long many = stands >= 1 ? Math.round(stands) : 1;
        requests += many;
        double errors = many == 1 ? (record.isError() ? 1 : 0) : record.number(Names.AGGREGATE_ERRORS);
        for (int i = 0; i < RATES.length; i++) {
            String finding = RATES[i].finding();
            if (finding.isEmpty()) {
                having[i] += errors > 0 ? Math.min(many, Math.round(errors)) : 0;
            } else if (findings.isFlagged(finding)) {
                having[i]++;
            }
        }
        double seconds = record.durationSeconds();
        if (seconds >= 0) {
            latency.add(LatencySketch.bucket(seconds));
        }
        if (many == 1) {
            add(inputTokens, record.number(Names.INPUT_TOKENS));
            add(outputTokens, record.number(Names.OUTPUT_TOKENS));
            add(cost, record.number(Names.COST));
        }
    }

    private static void add(Moments moments, double value) {
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            moments.add(Math.log(value));
        }
    }

    void clear() {
        requests = 0;
        Arrays.fill(having, 0);
        if (latency.total() > 0) {
            latency.clear();
        }
        inputTokens.clear();
        outputTokens.clear();
        cost.clear();
    }

    long requests() {
        return requests;
    }

    /** Requests with a property, by its place among the rates. */
    long having(int rate) {
        return having[rate];
    }

    LatencySketch latency() {
        return latency;
    }

    /** Logarithms of the tokens each request read. */
    Moments inputTokens() {
        return inputTokens;
    }

    /** Logarithms of the tokens each request wrote. */
    Moments outputTokens() {
        return outputTokens;
    }

    /** Logarithms of what each request cost. */
    Moments cost() {
        return cost;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(requests);
        for (long count : having) {
            out.writeLong(count);
        }
        latency.write(out);
        inputTokens.write(out);
        outputTokens.write(out);
        cost.write(out);
    }

    void read(DataInput in) throws IOException {
        requests = in.readLong();
        for (int i = 0; i < having.length; i++) {
            having[i] = in.readLong();
        }
        latency.read(in);
        inputTokens.read(in);
        outputTokens.read(in);
        cost.read(in);
    }
}
