package dev.whence.analyzer.frame;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.trace.SpanForest;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Requests and the spans that served them: the unit in which baseline and incident are compared.
 *
 * @param roots the row of each request's topmost span, by time
 * @param period of each request: 0 baseline, 1 incident, -1 neither
 * @param memberStart where each request's rows start in {@code members}; one longer than {@code roots}
 * @param members rows by request, the root first, each after its parent
 */
public record Requests(int[] roots, byte[] period, int[] memberStart, int[] members) {
    public static final byte BASELINE = 0;
    public static final byte INCIDENT = 1;
    public static final byte NEITHER = -1;

    /** The requests whose topmost rows satisfy the predicate; rows below another such row belong to the upper one. */
    public static Requests of(Frame frame, IntPredicate isRoot, Window baseline, Window incident) {
        SpanForest forest = frame.forest();
        int n = frame.rows();
        int[] request = new int[n];
        Arrays.fill(request, -1);
        int[] roots = new int[16];
        int found = 0;
        for (int row = 0; row < n; row++) {
            if (isRoot.test(row) && !hasRootAbove(forest, row, isRoot)) {
                if (found == roots.length) {
                    roots = Arrays.copyOf(roots, found * 2);
                }
                request[row] = found;
                roots[found++] = row;
            }
        }
        int[] start = new int[found + 1];
        for (int row : forest.topDown()) {
            int above = forest.parent(row);
            if (request[row] < 0 && above >= 0) {
                request[row] = request[above];
            }
            if (request[row] >= 0) {
                start[request[row] + 1]++;
            }
        }
        for (int i = 0; i < found; i++) {
            start[i + 1] += start[i];
        }
        int[] next = Arrays.copyOf(start, found);
        int[] members = new int[start[found]];
        for (int row : forest.topDown()) {
            if (request[row] >= 0) {
                members[next[request[row]]++] = row;
            }
        }
        roots = Arrays.copyOf(roots, found);
        return new Requests(roots, periods(frame, roots, baseline, incident), start, members);
    }

    /** The same requests, told apart by other windows. */
    public Requests split(Frame frame, Window baseline, Window incident) {
        return new Requests(roots, periods(frame, roots, baseline, incident), memberStart, members);
    }

    /** Those whose topmost rows satisfy the predicate. */
    public Requests only(IntPredicate isWanted) {
        int[] kept = new int[roots.length];
        int count = 0;
        int rows = 0;
        for (int i = 0; i < roots.length; i++) {
            if (isWanted.test(roots[i])) {
                kept[count++] = i;
                rows += memberStart[i + 1] - memberStart[i];
            }
        }
        if (count == roots.length) {
            return this;
        }
        int[] itsRoots = new int[count];
        byte[] itsPeriod = new byte[count];
        int[] itsStart = new int[count + 1];
        int[] itsMembers = new int[rows];
        for (int i = 0; i < count; i++) {
            int from = memberStart[kept[i]];
            int length = memberStart[kept[i] + 1] - from;
            itsRoots[i] = roots[kept[i]];
            itsPeriod[i] = period[kept[i]];
            itsStart[i + 1] = itsStart[i] + length;
            System.arraycopy(members, from, itsMembers, itsStart[i], length);
        }
        return new Requests(itsRoots, itsPeriod, itsStart, itsMembers);
    }

    public int size() {
        return roots.length;
    }

    /** The request which each row of the frame belongs to; -1 for none. */
    public int[] requestOfRow(int rows) {
        int[] request = new int[rows];
        Arrays.fill(request, -1);
        for (int i = 0; i < roots.length; i++) {
            for (int m = memberStart[i]; m < memberStart[i + 1]; m++) {
                request[members[m]] = i;
            }
        }
        return request;
    }

    public int count(byte of) {
        int count = 0;
        for (byte one : period) {
            if (one == of) {
                count++;
            }
        }
        return count;
    }

    private static boolean hasRootAbove(SpanForest forest, int row, IntPredicate isRoot) {
        for (int above = forest.parent(row); above >= 0; above = forest.parent(above)) {
            if (isRoot.test(above)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] periods(Frame frame, int[] roots, Window baseline, Window incident) {
        byte[] period = new byte[roots.length];
        for (int i = 0; i < roots.length; i++) {
            long at = frame.startNanos()[roots[i]];
            period[i] = incident.contains(at) ? INCIDENT : baseline.contains(at) ? BASELINE : NEITHER;
        }
        return period;
    }
}
