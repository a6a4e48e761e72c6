package dev.whence.anomaly.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A bounded map of series: past its limit the least recently used is forgotten, and would warm up again. Mutable, for one
 * thread.
 *
 * @param <T> what is kept of each series
 */
public final class SeriesMap<T> {
    private final LinkedHashMap<SeriesKey, T> series;
    private final Function<SeriesKey, T> fresh;

    /**
     * An empty map.
     *
     * @param limit the most series kept
     * @param fresh makes what is kept of a series not seen before
     */
    public SeriesMap(int limit, Function<SeriesKey, T> fresh) {
        this.fresh = fresh;
        this.series = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<SeriesKey, T> eldest) {
                return size() > limit;
            }
        };
    }

    /** What is kept of a series, made when there is none. */
    public T of(SeriesKey key) {
        T known = series.get(key);
        if (known == null) {
            known = fresh.apply(key);
            series.put(key, known);
        }
        return known;
    }

    /** The series now kept. */
    public int size() {
        return series.size();
    }

    /** All that is kept, least recently used first. */
    public Iterable<T> values() {
        return series.values();
    }

    /** Writes every series, least recently used first. */
    public void write(DataOutput out, Writer<T> writer) throws IOException {
        out.writeInt(series.size());
        for (Map.Entry<SeriesKey, T> entry : series.entrySet()) {
            entry.getKey().write(out);
            writer.write(out, entry.getValue());
        }
    }

    /** Replaces everything with what {@link #write} wrote. */
    public void read(DataInput in, Reader<T> reader) throws IOException {
        series.clear();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            SeriesKey key = SeriesKey.read(in);
            T one = fresh.apply(key);
            reader.read(in, one);
            series.put(key, one);
        }
    }

    /** Writes what is kept of one series. */
    @FunctionalInterface
    public interface Writer<T> {
        void write(DataOutput out, T one) throws IOException;
    }

    /** Fills what is kept of one series, freshly made, from what a {@link Writer} wrote. */
    @FunctionalInterface
    public interface Reader<T> {
        void read(DataInput in, T one) throws IOException;
    }
}
