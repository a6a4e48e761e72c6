package dev.whence.anomaly.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map of series: past its limit the least recently used is forgotten, and would warm up again. Mutable, for one
 * thread.
 *
 * <p>A hash table with linear probing over columns of an entry's parts, linked in the order of use by their places: a
 * third of what an object an entry would take, since every detector has such a map. Names are the JVM's own copies
 * ({@link String#intern}), so that all maps share them.
 *
 * @param <T> what is kept of each series
 */
public final class SeriesMap<T> {
    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 8;
    private static final int PARTS = 3;

    private final int limit;
    private final Function<SeriesKey, T> fresh;
    /** Places in the columns plus one, by hash; 0 where there is none. */
    private int[] table = new int[2 * FIRST_CAPACITY];

    private @Nullable String[] names = new @Nullable String[PARTS * FIRST_CAPACITY];
    private @Nullable Object[] kept = new @Nullable Object[FIRST_CAPACITY];
    private int[] usedBefore = new int[FIRST_CAPACITY];
    private int[] usedAfter = new int[FIRST_CAPACITY];
    private int size;
    private int oldest = NONE;
    private int newest = NONE;

    /**
     * An empty map.
     *
     * @param limit the most series kept
     * @param fresh makes what is kept of a series not seen before
     */
    public SeriesMap(int limit, Function<SeriesKey, T> fresh) {
        this.limit = Math.max(1, limit);
        this.fresh = fresh;
    }

    /** What is kept of a series, made when there is none. */
    public T of(SeriesKey key) {
        int slot = slot(key);
        if (table[slot] != 0) {
            int at = table[slot] - 1;
            if (at != newest) {
                unlink(at);
                link(at);
            }
            return at(at);
        }
        SeriesKey own = key.interned();
        T one = fresh.apply(own);
        put(own, one);
        return one;
    }

    /** Adds a series that is not there. */
    private void put(SeriesKey key, T one) {
        int at;
        if (size == limit) {
            at = oldest;
            remove(slot(key(at)));
            unlink(at);
        } else {
            if (size == kept.length) {
                grow();
            }
            at = size++;
        }
        names[PARTS * at] = key.service();
        names[PARTS * at + 1] = key.stage();
        names[PARTS * at + 2] = key.model();
        kept[at] = one;
        link(at);
        table[slot(key)] = at + 1;
    }

    /** The place in the table that holds the key, or the empty one where it belongs. */
    private int slot(SeriesKey key) {
        int mask = table.length - 1;
        int slot = home(key);
        while (table[slot] != 0 && !isAt(table[slot] - 1, key)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(SeriesKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & table.length - 1;
    }

    private boolean isAt(int at, SeriesKey key) {
        return key.stage().equals(names[PARTS * at + 1])
                && key.service().equals(names[PARTS * at])
                && key.model().equals(names[PARTS * at + 2]);
    }

    /** Empties a place of the table and moves up what would no longer be found behind it. */
    private void remove(int slot) {
        int mask = table.length - 1;
        int gap = slot;
        for (int i = slot + 1 & mask; table[i] != 0; i = i + 1 & mask) {
            int steps = i - home(key(table[i] - 1)) & mask;
            if (steps >= (i - gap & mask)) {
                table[gap] = table[i];
                gap = i;
            }
        }
        table[gap] = 0;
    }

    private void grow() {
        int capacity = (int) Math.min(limit, kept.length + (long) (kept.length >> 1));
        names = Arrays.copyOf(names, PARTS * capacity);
        kept = Arrays.copyOf(kept, capacity);
        usedBefore = Arrays.copyOf(usedBefore, capacity);
        usedAfter = Arrays.copyOf(usedAfter, capacity);
        if (capacity * 3L > table.length * 2L) {
            table = new int[table.length * 2];
            for (int at = 0; at < size; at++) {
                table[slot(key(at))] = at + 1;
            }
        }
    }

    private void unlink(int at) {
        int before = usedBefore[at];
        int after = usedAfter[at];
        if (before == NONE) {
            oldest = after;
        } else {
            usedAfter[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            usedBefore[after] = before;
        }
    }

    private void link(int at) {
        usedBefore[at] = newest;
        usedAfter[at] = NONE;
        if (newest == NONE) {
            oldest = at;
        } else {
            usedAfter[newest] = at;
        }
        newest = at;
    }

    private SeriesKey key(int at) {
        return new SeriesKey(name(PARTS * at), name(PARTS * at + 1), name(PARTS * at + 2));
    }

    private String name(int part) {
        String name = names[part];
        return name == null ? "" : name;
    }

    @SuppressWarnings("unchecked") // only what put() was given is in there
    private T at(int at) {
        Object one = kept[at];
        if (one == null) {
            throw new IllegalStateException("there is no series at " + at);
        }
        return (T) one;
    }

    /** The series now kept. */
    public int size() {
        return size;
    }

    /** All that is kept, least recently used first; the map must not be used meanwhile. */
    public Iterable<T> values() {
        return () -> new Iterator<>() {
            private int following = oldest;

            @Override
            public boolean hasNext() {
                return following != NONE;
            }

            @Override
            public T next() {
                if (following == NONE) {
                    throw new NoSuchElementException();
                }
                T one = at(following);
                following = usedAfter[following];
                return one;
            }
        };
    }

    /** Writes every series, least recently used first. */
    public void write(DataOutput out, Writer<T> writer) throws IOException {
        out.writeInt(size);
        for (int at = oldest; at != NONE; at = usedAfter[at]) {
            key(at).write(out);
            writer.write(out, at(at));
        }
    }

    /** Replaces everything with what {@link #write} wrote. */
    public void read(DataInput in, Reader<T> reader) throws IOException {
        Arrays.fill(table, 0);
        size = 0;
        oldest = NONE;
        newest = NONE;
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            SeriesKey key = SeriesKey.read(in);
            reader.read(in, of(key));
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
