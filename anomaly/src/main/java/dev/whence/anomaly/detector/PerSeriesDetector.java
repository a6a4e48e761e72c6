package dev.whence.anomaly.detector;

import dev.whence.anomaly.baseline.SeriesMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A detector that keeps one baseline for each series of like records; what remains to be written is {@link #inspect},
 * what it is about, and when a series is warm.
 *
 * @param <T> what it keeps of a series
 */
public abstract class PerSeriesDetector<T> implements Detector {
    private final String name;
    private final SeriesMap<T> series;
    private final SeriesMap.Writer<T> writer;
    private final SeriesMap.Reader<T> reader;
    private boolean ready;

    /** Knows nothing yet. */
    protected PerSeriesDetector(
            String name, SeriesMap<T> series, SeriesMap.Writer<T> writer, SeriesMap.Reader<T> reader) {
        this.name = name;
        this.series = series;
        this.writer = writer;
        this.reader = reader;
    }

    /** The series it keeps. */
    protected final SeriesMap<T> series() {
        return series;
    }

    /** To be called when a record of a series that has seen enough is judged. */
    protected final void judges() {
        ready = true;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int seriesCount() {
        return series.size();
    }

    /** Whether a series has seen enough to be judged. */
    protected abstract boolean isWarm(T one);

    @Override
    public final int warmingUp() {
        int warmingUp = 0;
        for (T one : series.values()) {
            warmingUp += isWarm(one) ? 0 : 1;
        }
        return warmingUp;
    }

    @Override
    public final boolean ready() {
        return ready;
    }

    @Override
    public final void save(DataOutput out) throws IOException {
        out.writeBoolean(ready);
        series.write(out, writer);
    }

    @Override
    public final void load(DataInput in) throws IOException {
        ready = in.readBoolean();
        series.read(in, reader);
    }
}
