package dev.whence.indexer.lucene;

import org.apache.lucene.util.TimSorter;

/** Where rows go when they are sorted by time; rows of the same time keep their order. */
final class TimeOrder {
    private final long[] sorted;
    /** The row of each place in the order read; empty when the rows came sorted. */
    private final int[] rows;

    /** @param times of the rows in the order read; becomes the sorted column */
    TimeOrder(long[] times) {
        this.sorted = times;
        if (isSorted(times)) {
            rows = new int[0];
            return;
        }
        int[] origin = new int[times.length];
        for (int i = 0; i < origin.length; i++) {
            origin[i] = i;
        }
        new ByTime(times, origin).sort(0, times.length);
        rows = new int[times.length];
        for (int row = 0; row < origin.length; row++) {
            rows[origin[row]] = row;
        }
    }

    private static boolean isSorted(long[] times) {
        for (int i = 1; i < times.length; i++) {
            if (times[i] < times[i - 1]) {
                return false;
            }
        }
        return true;
    }

    long[] sorted() {
        return sorted;
    }

    /** The row of the i-th value in the order read. */
    int row(int i) {
        return rows.length == 0 ? i : rows[i];
    }

    /** Sorts times and where they came from together; quick where stretches are sorted already. */
    private static final class ByTime extends TimSorter {
        private final long[] times;
        private final int[] origin;
        private final long[] savedTimes;
        private final int[] savedOrigin;

        ByTime(long[] times, int[] origin) {
            super(times.length / 2);
            this.times = times;
            this.origin = origin;
            this.savedTimes = new long[times.length / 2];
            this.savedOrigin = new int[times.length / 2];
        }

        @Override
        protected int compare(int i, int j) {
            return Long.compare(times[i], times[j]);
        }

        @Override
        protected void swap(int i, int j) {
            long time = times[i];
            times[i] = times[j];
            times[j] = time;
            int place = origin[i];
            origin[i] = origin[j];
            origin[j] = place;
        }

        @Override
        protected void copy(int from, int to) {
            times[to] = times[from];
            origin[to] = origin[from];
        }

        @Override
        protected void save(int from, int length) {
            System.arraycopy(times, from, savedTimes, 0, length);
            System.arraycopy(origin, from, savedOrigin, 0, length);
        }

        @Override
        protected void restore(int from, int to) {
            times[to] = savedTimes[from];
            origin[to] = savedOrigin[from];
        }

        @Override
        protected int compareSaved(int saved, int j) {
            return Long.compare(savedTimes[saved], times[j]);
        }
    }
}
