package dev.whence.analyzer.single;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.frame.Ahead;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.FrameLoader;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.symptom.Entries;
import dev.whence.indexer.TraceStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What requests like the one in question usually look like: for each place its calls, own time and failures. */
final class Peers {
    private static final long AROUND_NANOS = 1_800_000_000_000L;
    private static final int MOST_SPANS = 150_000;
    private static final int STRETCHES = 8;

    private final Comparison comparison;
    private final Map<Place, Norm> norms = new HashMap<>();
    private final Doubles durations = new Doubles();
    private int failed;
    private int spans;

    /**
     * One place in the peers, a value for each peer that came through.
     *
     * @param self seconds on the critical path by peer, 0 where it was not called
     * @param calls by peer
     * @param failures by peer
     * @param single own seconds of single calls
     * @param whole seconds of single calls, with what they waited for
     */
    record Norm(double[] self, double[] calls, double[] failures, double[] single, double[] whole) {
        double reach() {
            return Arrays.stream(calls).filter(count -> count > 0).count() / (double) Math.max(1, calls.length);
        }
    }

    private Peers(TraceStore store, String query, Frame frame, Window around) {
        comparison = Comparison.of(store, query, frame, new Ahead(store, query), around, around);
    }

    /** The peers of a trace: requests that entered at the place within half an hour before or after. */
    static Peers of(TraceStore store, String query, Place entry, long atNanos, long ownTraceKey) {
        Window around = new Window(atNanos - AROUND_NANOS, atNanos + AROUND_NANOS);
        Frame frame = new FrameLoader(store, query, MOST_SPANS).load(List.of(around));
        Peers peers = new Peers(store, query, frame, around);
        peers.spans = frame.rows();
        Entries.at(frame, entry, around, around).ifPresent(requests -> peers.measure(frame, requests, ownTraceKey));
        return peers;
    }

    private void measure(Frame frame, Requests requests, long ownTraceKey) {
        int places = frame.places().size();
        Doubles[][] lists = new Doubles[places][5];
        for (Doubles[] list : lists) {
            Arrays.setAll(list, i -> new Doubles());
        }
        double[] self = new double[places];
        double[] calls = new double[places];
        double[] failures = new double[places];
        for (int request = 0; request < requests.size(); request++) {
            int root = requests.roots()[request];
            if (frame.traceKey()[root] == ownTraceKey || frame.forest().parent(root) >= 0) {
                continue;
            }
            durations.add(frame.forest().durationSeconds(root));
            failed += frame.error()[root] ? 1 : 0;
            for (int m = requests.memberStart()[request]; m < requests.memberStart()[request + 1]; m++) {
                int row = requests.members()[m];
                int place = frame.place()[row];
                self[place] += frame.forest().criticalSeconds(row);
                calls[place]++;
                failures[place] += frame.error()[row] ? 1 : 0;
                lists[place][3].add(frame.forest().selfSeconds(row));
                lists[place][4].add(frame.forest().durationSeconds(row));
            }
            for (int place = 0; place < places; place++) {
                lists[place][0].add(self[place]);
                lists[place][1].add(calls[place]);
                lists[place][2].add(failures[place]);
            }
            Arrays.fill(self, 0);
            Arrays.fill(calls, 0);
            Arrays.fill(failures, 0);
        }
        for (int place = 0; place < places; place++) {
            norms.put(
                    frame.places().get(place),
                    new Norm(
                            lists[place][0].toArray(),
                            lists[place][1].toArray(),
                            lists[place][2].toArray(),
                            lists[place][3].toArray(),
                            lists[place][4].toArray()));
        }
    }

    int count() {
        return durations.size();
    }

    int spans() {
        return spans;
    }

    double[] durations() {
        return durations.toArray();
    }

    double failureRate() {
        return durations.size() == 0 ? 0 : (double) failed / durations.size();
    }

    Map<Place, Norm> norms() {
        return norms;
    }

    Optional<Norm> norm(Place place) {
        return Optional.ofNullable(norms.get(place));
    }

    /** The number fields of all calls around that time, read when first asked for. */
    Signals amounts() {
        return comparison.signals();
    }

    /**
     * Which share of a place's calls usually have the field at that value or above. Of stretches of time, those with few
     * count: an incident lasts a while, what is one of a stage's ways comes all the time.
     */
    double usualShare(Place place, String field, double atLeast) {
        Frame frame = comparison.frame();
        int wanted = frame.places().indexOf(place);
        int[] rows = IntStream.range(0, frame.rows())
                .filter(row -> frame.place()[row] == wanted)
                .toArray();
        double[] column = amounts().numbers().get(field);
        if (column == null || rows.length < STRETCHES) {
            return 0;
        }
        int[] entryOfRow = amounts().entryOfRow();
        double[] has = Arrays.stream(rows)
                .mapToDouble(row -> entryOfRow[row] >= 0 && column[entryOfRow[row]] >= atLeast ? 1 : 0)
                .toArray();
        return usualShare(has, 1);
    }

    /** The share of the values, which stand by time, that are the bound or above, where it is low. */
    static double usualShare(double[] values, double bound) {
        double[] shares = new double[STRETCHES];
        for (int i = 0; i < STRETCHES; i++) {
            int from = i * values.length / STRETCHES;
            int to = (i + 1) * values.length / STRETCHES;
            shares[i] = Samples.shareAbove(Arrays.copyOfRange(values, from, to), Math.nextDown(bound));
        }
        return Samples.quantile(shares, 0.25);
    }

    /** The values of one of these fields in the calls of a place, by time. */
    double[] values(Place place, Signals signals, double[] column) {
        Frame frame = comparison.frame();
        int wanted = frame.places().indexOf(place);
        Doubles values = new Doubles();
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            if (row >= 0 && frame.place()[row] == wanted && !Double.isNaN(column[i])) {
                values.add(column[i]);
            }
        }
        return values.toArray();
    }
}
