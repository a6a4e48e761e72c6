package dev.whence.analyzer.evidence;

import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.trace.SpanForest;
import dev.whence.indexer.Table;
import java.util.Arrays;
import java.util.Optional;

/**
 * A change at a place, request by request: how large it is and when it first showed. A cause shows before its effect,
 * which tells the two apart where stages take turns, as in the loop of an agent.
 *
 * @param perRequest its measure by request; NaN where the request has none
 * @param firstAt when the first call which shows it ended, by request, in nanoseconds since the epoch; {@link #NEVER}
 *     where none does; empty where that isn't known
 */
record Change(double[] perRequest, long[] firstAt) {
    static final long NEVER = Long.MAX_VALUE;

    private static final int FEWEST = 5;
    private static final double MOSTLY = 0.5;

    /** A change of which only the size is known. */
    static Change undated(double[] perRequest) {
        return new Change(perRequest, new long[0]);
    }

    /** Calls that went wrong, of an outcome that counts failures; of others the size alone. */
    static Change of(Inquiry inquiry, Outcome outcome) {
        double[] worst = new double[inquiry.comparison().requests().size()];
        Arrays.fill(worst, Double.NaN);
        long[] firstAt = never(worst.length);
        SpanForest forest = inquiry.frame().forest();
        for (int i = 0; i < outcome.size(); i++) {
            int row = outcome.rows()[i];
            int request = inquiry.requestOf(row);
            double value = outcome.value()[i];
            worst[request] = Double.isNaN(worst[request]) ? value : Math.max(worst[request], value);
            if (outcome.binary() && value > 0) {
                firstAt[request] = Math.min(firstAt[request], forest.endNanos(row));
            }
        }
        return new Change(worst, outcome.binary() ? firstAt : new long[0]);
    }

    /** An attribute that moved: calls show it whose value is nearer to what it became than to what it was. */
    static Change of(Inquiry inquiry, Shift shift) {
        long[] firstAt = never(shift.perRequest().length);
        if (shift.isNumber()) {
            Signals signals = inquiry.comparison().signals();
            double[] column = signals.numbers().getOrDefault(shift.field(), new double[0]);
            double middle = (shift.before() + shift.after()) / 2;
            double sign = shift.after() >= shift.before() ? 1 : -1;
            for (int i = 0; i < column.length; i++) {
                note(inquiry, shift, signals.rows()[i], sign * (column[i] - middle) > 0, firstAt);
            }
        } else {
            Signals attributes = inquiry.comparison().attributes(inquiry.place(shift.place()));
            Table.Texts column = attributes.texts().get(shift.field());
            for (int i = 0; column != null && i < attributes.rows().length; i++) {
                boolean shows = column.codes()[i] >= 0 && column.get(i).equals(shift.value());
                note(inquiry, shift, attributes.rows()[i], shows, firstAt);
            }
        }
        return new Change(shift.perRequest(), firstAt);
    }

    private static void note(Inquiry inquiry, Shift shift, int row, boolean shows, long[] firstAt) {
        if (shows && row >= 0 && inquiry.frame().place()[row] == shift.place() && inquiry.requestOf(row) >= 0) {
            int request = inquiry.requestOf(row);
            firstAt[request] =
                    Math.min(firstAt[request], inquiry.frame().forest().endNanos(row));
        }
    }

    private static long[] never(int requests) {
        long[] firstAt = new long[requests];
        Arrays.fill(firstAt, NEVER);
        return firstAt;
    }

    boolean isDated() {
        return firstAt.length > 0;
    }

    /**
     * Whether it showed before the other in most requests of the incident that show both; empty where too few show both
     * to tell, or where one of the two is undated.
     */
    Optional<Boolean> showsBefore(Inquiry inquiry, Change other) {
        if (!isDated() || !other.isDated()) {
            return Optional.empty();
        }
        int both = 0;
        int before = 0;
        for (int request = 0; request < firstAt.length; request++) {
            boolean incident = inquiry.comparison().requests().period()[request] == Requests.INCIDENT;
            if (incident && firstAt[request] != NEVER && other.firstAt[request] != NEVER) {
                both++;
                before += firstAt[request] <= other.firstAt[request] ? 1 : 0;
            }
        }
        return both < FEWEST ? Optional.empty() : Optional.of(before > MOSTLY * both);
    }
}
