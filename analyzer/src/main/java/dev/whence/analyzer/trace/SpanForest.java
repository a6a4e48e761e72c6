package dev.whence.analyzer.trace;

import dev.whence.analyzer.beside.Ranges;
import java.util.Arrays;

/**
 * The span trees of many traces over plain arrays: children, roots, times freed of clock skew, and each span's share of
 * its trace's critical path. Immutable once built; the arrays it gives are its own.
 *
 * <p>The critical path is found backwards from a root's end: the child that ended last is what the parent waited for,
 * then the one that ended last before that child began, and so on; what no child covers is the parent's own (Yang and
 * Miller, "Critical path analysis for the execution of parallel and distributed programs"; Zhang et al., "CRISP",
 * USENIX ATC 2022). The shares of all spans of a tree add up to its root's duration. A child that outlives a healthy
 * parent was not waited for; one that outlives a failed parent was given up on, and counts until the parent's end.
 */
public final class SpanForest {
    private static final long OVERRUN_TOLERANCE_NANOS = 1_000_000;

    private final boolean[] error;
    private final int[] parent;
    private final int[] childStart;
    private final int[] children;
    private final int[] topDown;
    private final long[] start;
    private final long[] end;
    private final long[] critical;

    /**
     * Spans as columns, row by row in order of start.
     *
     * @param startNanos start
     * @param durationSeconds NaN where unknown: the span then lasts as long as its children
     * @param parent the row of the parent; -1 without one
     * @param service a code of the service: clocks differ only between services
     * @param error whether the span failed
     */
    public record Spans(long[] startNanos, double[] durationSeconds, int[] parent, int[] service, boolean[] error) {}

    public SpanForest(Spans spans) {
        this.error = spans.error();
        int n = spans.startNanos().length;
        this.parent = withoutCycles(spans.parent());
        this.childStart = new int[n + 1];
        this.children = childrenByParent();
        this.topDown = breadthFirst();
        this.start = spans.startNanos().clone();
        this.end = ends(spans.durationSeconds());
        alignClocks(spans.service());
        this.critical = new long[n];
        Ranges.each(n, this::walk);
    }

    private void walk(int from, int to) {
        Walk walk = new Walk();
        for (int row = from; row < to; row++) {
            if (parent[row] < 0) {
                walk.from(row);
            }
        }
    }

    public int size() {
        return parent.length;
    }

    /** The row of the parent; -1 of a root. */
    public int parent(int row) {
        return parent[row];
    }

    public int childCount(int row) {
        return childStart[row + 1] - childStart[row];
    }

    /** The row of the child with that index among its siblings, which stand in order of start. */
    public int child(int row, int index) {
        return children[childStart[row] + index];
    }

    /** All rows, each after its parent. */
    public int[] topDown() {
        return topDown;
    }

    /** The start with the clocks of services aligned. */
    public long startNanos(int row) {
        return start[row];
    }

    public long endNanos(int row) {
        return end[row];
    }

    public double durationSeconds(int row) {
        return (end[row] - start[row]) / 1e9;
    }

    /** How long the span itself, not one of its children, was what its trace waited for; seconds. */
    public double criticalSeconds(int row) {
        return critical[row] / 1e9;
    }

    /** How much of the span's time no child of it covers; seconds. */
    public double selfSeconds(int row) {
        long covered = 0;
        long reached = start[row];
        for (int i = childStart[row]; i < childStart[row + 1]; i++) {
            int child = children[i];
            long from = Math.max(reached, start[child]);
            long to = Math.min(end[row], end[child]);
            if (to > from) {
                covered += to - from;
                reached = to;
            }
        }
        return Math.max(0, end[row] - start[row] - covered) / 1e9;
    }

    /** Whether the child went on after its parent had ended well, so that nobody waited for it. */
    public boolean isAsynchronous(int row) {
        int above = parent[row];
        return above >= 0 && !error[above] && overruns(row, above);
    }

    private boolean overruns(int row, int above) {
        long tolerance = Math.max(OVERRUN_TOLERANCE_NANOS, (end[row] - start[row]) / 50);
        return end[row] > end[above] + tolerance;
    }

    private static int[] withoutCycles(int[] parent) {
        int[] clean = parent.clone();
        int[] seen = new int[clean.length];
        for (int row = 0; row < clean.length; row++) {
            int at = row;
            while (at >= 0 && seen[at] == 0) {
                seen[at] = row + 1;
                int above = clean[at];
                if (above >= 0 && seen[above] == row + 1) {
                    clean[at] = -1;
                    above = -1;
                }
                at = above;
            }
        }
        return clean;
    }

    private int[] childrenByParent() {
        int n = parent.length;
        for (int row = 0; row < n; row++) {
            if (parent[row] >= 0) {
                childStart[parent[row] + 1]++;
            }
        }
        for (int row = 0; row < n; row++) {
            childStart[row + 1] += childStart[row];
        }
        int[] next = Arrays.copyOf(childStart, n);
        int[] list = new int[childStart[n]];
        for (int row = 0; row < n; row++) {
            if (parent[row] >= 0) {
                list[next[parent[row]]++] = row;
            }
        }
        return list;
    }

    private int[] breadthFirst() {
        int n = parent.length;
        int[] order = new int[n];
        int filled = 0;
        for (int row = 0; row < n; row++) {
            if (parent[row] < 0) {
                order[filled++] = row;
            }
        }
        for (int done = 0; done < filled; done++) {
            int row = order[done];
            for (int i = childStart[row]; i < childStart[row + 1]; i++) {
                order[filled++] = children[i];
            }
        }
        return order;
    }

    private long[] ends(double[] durationSeconds) {
        int n = parent.length;
        long[] ends = new long[n];
        for (int i = n - 1; i >= 0; i--) {
            int row = topDown[i];
            double seconds = durationSeconds[row];
            ends[row] = Math.max(ends[row], start[row]);
            if (!Double.isNaN(seconds)) {
                ends[row] = start[row] + Math.max(0, Math.round(seconds * 1e9));
            }
            int above = parent[row];
            if (above >= 0 && Double.isNaN(durationSeconds[above])) {
                ends[above] = Math.max(ends[above], ends[row]);
            }
        }
        return ends;
    }

    /** Moves spans of another service which stick out of their parent into it, with all that is below them. */
    private void alignClocks(int[] service) {
        long[] shift = new long[parent.length];
        for (int row : topDown) {
            int above = parent[row];
            if (above < 0) {
                continue;
            }
            shift[row] = shift[above];
            start[row] += shift[row];
            end[row] += shift[row];
            if (service[row] == service[above]) {
                continue;
            }
            long own = ownShift(row, above);
            shift[row] += own;
            start[row] += own;
            end[row] += own;
        }
    }

    private long ownShift(int row, int above) {
        long length = end[row] - start[row];
        long room = end[above] - start[above] - length;
        long early = start[above] - start[row];
        long late = end[row] - end[above];
        if (early > OVERRUN_TOLERANCE_NANOS) {
            return early + Math.max(0, room / 2);
        }
        boolean justLate = late > OVERRUN_TOLERANCE_NANOS && late < length / 2;
        return justLate && room >= 0 && !error[above] ? -late - room / 2 : 0;
    }

    /** Shares out the critical path below one root; holds its own stack so that deep traces are safe. */
    private final class Walk {
        private int[] rows = new int[64];
        private long[] limits = new long[64];
        private int depth;
        private int[] byEnd = new int[16];

        void from(int root) {
            push(root, end[root]);
            while (depth > 0) {
                depth--;
                share(rows[depth], limits[depth]);
            }
        }

        private void share(int row, long limit) {
            int count = sortByEnd(row);
            long cursor = limit;
            long low = start[row];
            for (int i = count - 1; i >= 0 && cursor > low; i--) {
                int child = byEnd[i];
                if (start[child] >= cursor || isAsynchronous(child)) {
                    continue;
                }
                long until = Math.min(end[child], cursor);
                if (until <= low) {
                    break;
                }
                critical[row] += cursor - until;
                push(child, until);
                cursor = Math.max(start[child], low);
            }
            critical[row] += Math.max(0, cursor - low);
        }

        private int sortByEnd(int row) {
            int count = childCount(row);
            if (byEnd.length < count) {
                byEnd = new int[count * 2];
            }
            System.arraycopy(children, childStart[row], byEnd, 0, count);
            if (count > 40) {
                int[] sorted = Arrays.stream(byEnd, 0, count)
                        .boxed()
                        .sorted((a, b) -> Long.compare(end[a], end[b]))
                        .mapToInt(Integer::intValue)
                        .toArray();
                System.arraycopy(sorted, 0, byEnd, 0, count);
                return count;
            }
            for (int i = 1; i < count; i++) {
                int moved = byEnd[i];
                int j = i;
                while (j > 0 && end[byEnd[j - 1]] > end[moved]) {
                    byEnd[j] = byEnd[j - 1];
                    j--;
                }
                byEnd[j] = moved;
            }
            return count;
        }

        private void push(int row, long limit) {
            if (depth == rows.length) {
                rows = Arrays.copyOf(rows, depth * 2);
                limits = Arrays.copyOf(limits, depth * 2);
            }
            rows[depth] = row;
            limits[depth++] = limit;
        }
    }
}
