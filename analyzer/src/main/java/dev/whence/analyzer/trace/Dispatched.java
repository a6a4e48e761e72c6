package dev.whence.analyzer.trace;

import java.util.Arrays;

/**
 * Puts calls under the span that dispatched them where both name the same parent. Asynchronous frameworks pass the
 * caller's context on, not the dispatcher's: its span then stands beside the call which it waits for, seems to do
 * nothing itself, and lasts as long.
 */
public final class Dispatched {
    /** A dispatcher fills its parent, and the call fills it. */
    private static final double FILLS = 0.8;

    private Dispatched() {}

    /**
     * Changes the parents of such calls.
     *
     * @param links the spans in order of start
     * @param service a code of each span's service
     * @param parent the parent's row of each row; -1 without one
     */
    public static void nest(Parents.Links links, int[] service, int[] parent) {
        int n = parent.length;
        boolean[] hasChildren = new boolean[n];
        for (int above : parent) {
            if (above >= 0) {
                hasChildren[above] = true;
            }
        }
        int[] dispatcher = new int[n];
        Arrays.fill(dispatcher, -1);
        for (int row = 0; row < n; row++) {
            int above = parent[row];
            double seconds = links.durationSeconds()[row];
            if (above < 0 || Double.isNaN(seconds) || service[row] != service[above]) {
                continue;
            }
            if (!hasChildren[row]) {
                if (dispatcher[above] < 0 && seconds >= FILLS * links.durationSeconds()[above]) {
                    dispatcher[above] = row;
                }
            } else if (dispatcher[above] >= 0) {
                int around = dispatcher[above];
                double length = links.durationSeconds()[around];
                double later = (links.startNanos()[row] - links.startNanos()[around]) / 1e9;
                if (later + seconds <= length && seconds >= FILLS * length) {
                    parent[row] = around;
                }
            }
        }
    }
}
