package dev.whence.analyzer.trace;

import java.util.Arrays;

/** Maps 64-bit keys to ints by open addressing; grows as needed; for one thread while it is filled. */
public final class LongIndex {
    private long[] keys;
    private int[] values;
    private int size;

    /** @param expected about how many keys will come */
    public LongIndex(int expected) {
        int capacity = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
        keys = new long[capacity];
        values = new int[capacity];
        Arrays.fill(values, -1);
    }

    /** One key of two, such as of a span within its trace. */
    public static long pair(long first, long second) {
        long mixed = first * 0x9E3779B97F4A7C15L ^ Long.rotateLeft(second * 0xC2B2AE3D27D4EB4FL, 31);
        return mixed ^ (mixed >>> 29);
    }

    public int size() {
        return size;
    }

    /** The value of a key; -1 when it has none. */
    public int get(long key) {
        return values[slot(key)];
    }

    /** Gives the key a value unless it has one; returns the value it had, or -1. */
    public int putIfAbsent(long key, int value) {
        int slot = slot(key);
        if (values[slot] >= 0) {
            return values[slot];
        }
        keys[slot] = key;
        values[slot] = value;
        if (++size * 3L > keys.length * 2L) {
            grow();
        }
        return -1;
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int mask = keys.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (values[slot] >= 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        Arrays.fill(values, -1);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] >= 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
