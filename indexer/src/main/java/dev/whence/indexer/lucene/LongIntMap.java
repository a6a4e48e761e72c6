package dev.whence.indexer.lucene;

import java.util.Arrays;

/** Numbers distinct keys in the order they come: open addressing with linear probing. For one thread. */
final class LongIntMap {
    private long[] keys = new long[64];
    private int[] numbers = new int[64];
    private int size;

    LongIntMap() {
        Arrays.fill(numbers, -1);
    }

    int size() {
        return size;
    }

    /** The number of the key: the next free one if it is new. */
    int number(long key) {
        int slot = slot(key, keys.length - 1);
        while (numbers[slot] >= 0) {
            if (keys[slot] == key) {
                return numbers[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        numbers[slot] = size++;
        if (size * 2 > keys.length) {
            grow();
        }
        return size - 1;
    }

    /** The keys by their numbers. */
    long[] inOrder() {
        long[] ordered = new long[size];
        for (int slot = 0; slot < keys.length; slot++) {
            if (numbers[slot] >= 0) {
                ordered[numbers[slot]] = keys[slot];
            }
        }
        return ordered;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[oldKeys.length * 2];
        numbers = new int[keys.length];
        Arrays.fill(numbers, -1);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] >= 0) {
                int slot = slot(oldKeys[i], keys.length - 1);
                while (numbers[slot] >= 0) {
                    slot = slot + 1 & keys.length - 1;
                }
                keys[slot] = oldKeys[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed ^ mixed >>> 32) & mask;
    }
}
