package dev.whence.analyzer.trace;

import dev.whence.analyzer.beside.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds each span's parent row: by its parent's id, or by being contained in time where a trace has no such ids. */
public final class Parents {
    private Parents() {}

    /**
     * Spans as columns, row by row in order of start.
     *
     * @param trace number of the trace, from 0; -1 where the span has none
     * @param traces how many traces there are
     * @param traceKey 0 where the span has no trace
     * @param spanKey 0 where the span has no id
     * @param parentKey 0 where the span has no parent
     * @param index finds rows by the {@link LongIndex#pair pair} of {@code traceKey} and the span's key
     */
    public record Links(
            int[] trace,
            int traces,
            long[] traceKey,
            long[] spanKey,
            long[] parentKey,
            long[] startNanos,
            double[] durationSeconds,
            LongIndex index) {}

    /**
     * The parent's row for each row; -1 where there is none or it is not among the rows.
     *
     * @param adopt whether a span whose parent is not among the rows gets the innermost span of its trace around it
     */
    public static int[] of(Links links, boolean adopt) {
        int n = links.trace().length;
        int[] parent = new int[n];
        boolean[] linked = new boolean[links.traces()];
        for (int row = 0; row < n; row++) {
            int trace = links.trace()[row];
            if (trace >= 0 && links.parentKey()[row] != 0) {
                linked[trace] = true;
            }
        }
        Ranges.each(n, (from, to) -> byId(links, parent, from, to));
        int @Nullable [][] open = new int[links.traces()][];
        for (int row = 0; row < n; row++) {
            int trace = links.trace()[row];
            if (trace >= 0 && !linked[trace]) {
                int[] stack = open[trace];
                parent[row] = innermost(stack, links, row);
                open[trace] = pushed(stack, row, parent[row]);
            }
        }
        if (adopt) {
            adoptOrphans(links, parent);
        }
        return parent;
    }

    private static void byId(Links links, int[] parent, int from, int to) {
        for (int row = from; row < to; row++) {
            parent[row] = -1;
            if (links.trace()[row] >= 0 && links.parentKey()[row] != 0 && links.traceKey()[row] != 0) {
                int above = links.index().get(LongIndex.pair(links.traceKey()[row], links.parentKey()[row]));
                parent[row] = above == row ? -1 : above;
            }
        }
    }

    private static void adoptOrphans(Links links, int[] parent) {
        int n = parent.length;
        int[] orphansAhead = new int[links.traces()];
        boolean any = false;
        for (int row = 0; row < n; row++) {
            if (parent[row] < 0 && links.parentKey()[row] != 0) {
                orphansAhead[links.trace()[row]]++;
                any = true;
            }
        }
        if (!any) {
            return;
        }
        List<List<Integer>> around = new ArrayList<>(Collections.nCopies(links.traces(), List.of()));
        for (int row = 0; row < n; row++) {
            int trace = links.trace()[row];
            if (orphansAhead[trace] == 0) {
                continue;
            }
            if (parent[row] < 0 && links.parentKey()[row] != 0) {
                orphansAhead[trace]--;
                parent[row] = tightest(around.get(trace), links, row);
            }
            if (around.get(trace).isEmpty()) {
                around.set(trace, new ArrayList<>());
            }
            around.get(trace).add(row);
        }
    }

    private static int tightest(List<Integer> candidates, Links links, int row) {
        int best = -1;
        for (int other : candidates) {
            boolean contains = end(links, other) >= end(links, row);
            if (contains
                    && (best < 0
                            || end(links, other) - links.startNanos()[other]
                                    < end(links, best) - links.startNanos()[best])) {
                best = other;
            }
        }
        return best;
    }

    private static int innermost(int @Nullable [] stack, Links links, int row) {
        if (stack == null) {
            return -1;
        }
        long end = end(links, row);
        for (int i = stack[0]; i >= 1; i--) {
            if (end(links, stack[i]) >= end && end(links, stack[i]) > links.startNanos()[row]) {
                return stack[i];
            }
        }
        return -1;
    }

    /** The stack of spans that may contain later ones: its length, then the rows, outermost first. */
    private static int[] pushed(int @Nullable [] stack, int row, int above) {
        int keep = 0;
        if (stack != null && above >= 0) {
            for (int i = 1; i <= stack[0]; i++) {
                if (stack[i] == above) {
                    keep = i;
                }
            }
        }
        int[] grown = stack == null ? new int[4] : keep + 2 > stack.length ? Arrays.copyOf(stack, keep + 8) : stack;
        grown[keep + 1] = row;
        grown[0] = keep + 1;
        return grown;
    }

    private static long end(Links links, int row) {
        double seconds = links.durationSeconds()[row];
        return links.startNanos()[row] + (Double.isNaN(seconds) ? 0 : Math.round(seconds * 1e9));
    }
}
