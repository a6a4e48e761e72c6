package dev.whence.anomaly.watch;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts spans in windows by service, stage and model, and derives a record from each window that departs from what is
 * usual. It has to come last in the list of detectors, since it counts what they flag.
 *
 * <p>A series without records is judged too: the time of all other records tells that its windows are over.
 */
public final class SeriesWatch implements Detector {
    private static final double LONGEST_SECONDS = 1e6;
    /** Marks the beginning of what is saved; former versions began with the length of a window. */
    private static final int FORMAT = 0x57485733;

    private final WatchOptions options;
    private final SeriesMap<WatchedSeries> series;
    private final StreamClock clock;
    private final Ration ration = new Ration();
    private long late;
    private long tooEarly;
    private boolean ready;

    /** Knows nothing yet. */
    public SeriesWatch(WatchOptions options) {
        this.options = options;
        this.clock = new StreamClock(options.windowNanos());
        this.series = new SeriesMap<>(options.maxSeries(), key -> new WatchedSeries(key, options));
    }

    @Override
    public String name() {
        return "series_watch";
    }

    @Override
    public About about() {
        return About.of(
                About.MODEL,
                "request_rate",
                "silence",
                "error_rate",
                "latency_level",
                "latency_spread",
                "tokens",
                "tokens_spread",
                "cost",
                "cost_spread",
                "refusal_rate",
                "truncation_rate",
                "invalid_json_rate",
                "empty_rate",
                "repetition_rate",
                "untold");
    }

    @Override
    public void inspect(Record record, Findings findings) {
        Kind kind = record.kind();
        if (kind != Kind.SPAN && kind != Kind.LOG && kind != Kind.METRIC) {
            return; // scores and changes may tell of another time
        }
        long began = record.timestampNanos();
        if (clock.observe(began)) {
            long begun = clock.window() * options.windowNanos();
            ration.begin(begun, findings);
            List<Record> told = new ArrayList<>();
            for (WatchedSeries one : series.values()) {
                one.follow(clock, told::add);
                ready |= one.isReady();
            }
            ration.tellAll(told, begun, findings);
        }
        if (kind == Kind.SPAN) {
            count(record, began, findings);
        }
    }

    private void count(Record record, long began, Findings findings) {
        double seconds = record.durationSeconds();
        long ended = began + (seconds > 0 ? Math.round(Math.min(seconds, LONGEST_SECONDS) * 1e9) : 0);
        long window = clock.windowOf(began, ended);
        switch (series.of(SeriesKey.ofModel(record))
                .take(record, window, clock, findings, one -> ration.tell(one, findings))) {
            case LATE -> late++;
            case TOO_EARLY -> tooEarly++;
            case COUNTED -> {}
        }
    }

    /** Spans that came when their window was closed, and were not counted. */
    public long late() {
        return late;
    }

    /** Spans from a future that no others confirmed, and were not counted. */
    public long tooEarly() {
        return tooEarly;
    }

    @Override
    public Map<String, Long> skipped() {
        return Map.of("late", late, "too_early", tooEarly);
    }

    @Override
    public int warmingUp() {
        int warmingUp = 0;
        for (WatchedSeries one : series.values()) {
            warmingUp += one.isReady() ? 0 : 1;
        }
        return warmingUp;
    }

    @Override
    public int seriesCount() {
        return series.size();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(options.windowSeconds());
        clock.write(out);
        ration.write(out);
        out.writeLong(late);
        out.writeLong(tooEarly);
        out.writeBoolean(ready);
        series.write(out, (to, one) -> one.write(to));
    }

    @Override
    public void load(DataInput in) throws IOException {
        if (in.readInt() != FORMAT) {
            throw new IOException("it was saved by a version that knew no hours of the day");
        }
        int seconds = in.readInt();
        if (seconds != options.windowSeconds()) {
            throw new IOException("its windows lasted " + seconds + " s, and are to last " + options.windowSeconds());
        }
        clock.read(in);
        ration.read(in);
        late = in.readLong();
        tooEarly = in.readLong();
        ready = in.readBoolean();
        series.read(in, (from, one) -> one.read(from));
    }
}
