package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Window;
import dev.whence.analyzer.contrast.Slices.Part;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.FrameLoader;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what is stored around an incident, as far as half a day and some hundred thousand spans go. */
final class History {
    private static final int MOST_ROWS = 200_000;
    private static final long FARTHEST_NANOS = 43_200_000_000_000L;
    private static final int MOST_SLICES = 240;
    private static final int BASELINE_SLICES = 12;

    private final TraceStore store;
    private final String query;

    History(TraceStore store, String query) {
        this.store = store;
        this.query = query;
    }

    /** @param frame the spans of baseline and incident */
    Slices around(Frame frame, Window baseline, Window incident) {
        long length = incident.lengthNanos();
        Window around = reach(incident);
        int stride = Math.max(1, frame.rows() / MOST_ROWS);
        List<Window> beside = new ArrayList<>();
        if (incident.fromNanos() - length > around.fromNanos()) {
            beside.add(new Window(around.fromNanos(), incident.fromNanos() - length));
        }
        if (incident.toNanos() + length < around.toNanos()) {
            beside.add(new Window(incident.toNanos() + length, around.toNanos()));
        }
        beside.removeIf(window -> window.fromNanos() >= baseline.fromNanos() && window.toNanos() <= baseline.toNanos());
        Optional<Frame> others = beside.isEmpty()
                ? Optional.empty()
                : Optional.of(new FrameLoader(store, query, MOST_ROWS).load(beside));
        Slices coarse = slices(new Clock(baseline, incident, around, length), frame, stride, others);
        return coarse.others() < Contrast.FEWEST_OTHERS
                ? slices(new Clock(baseline, incident, around, 1), frame, stride, others)
                : coarse;
    }

    private Slices slices(Clock clock, Frame frame, int stride, Optional<Frame> others) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(frame, clock.slices(frame, stride, false)));
        others.ifPresent(more -> parts.add(new Part(more, clock.slices(more, 1, true))));
        return new Slices(store, query, clock.incident, clock.around, parts, clock.count, clock.isBaseline);
    }

    /** Doubles the span of time around the incident until it holds enough. */
    private Window reach(Window incident) {
        long reach = 2 * incident.lengthNanos();
        Window around = widened(incident, reach);
        while (reach < FARTHEST_NANOS && spans(around) < MOST_ROWS) {
            reach = Math.min(FARTHEST_NANOS, 2 * reach);
            around = widened(incident, reach);
        }
        return around;
    }

    private static Window widened(Window incident, long by) {
        return new Window(incident.fromNanos() - by, incident.toNanos() + by);
    }

    private long spans(Window window) {
        Selection selection = new Selection(query, window.fromNanos(), window.toNanos()).and("kind:span");
        return store.search(SearchRequest.newest(selection, 0)).total();
    }

    /** Tells which slice a point in time belongs to. */
    private static final class Clock {
        final int count;
        final boolean[] isBaseline;
        private final Window baseline;
        private final Window incident;
        private final Window around;
        private final long baselineStep;
        private final int baselineSlices;
        private final long step;

        /**
         * @param shortest nanoseconds of a part of the baseline; where little else is stored the baseline alone tells how
         *     things vary from one stretch of time to the next
         */
        Clock(Window baseline, Window incident, Window around, long shortest) {
            this.baseline = baseline;
            this.incident = incident;
            this.around = around;
            baselineStep = Math.max(shortest, baseline.lengthNanos() / BASELINE_SLICES);
            baselineSlices = (int) Math.max(1, Math.round(baseline.lengthNanos() / (double) baselineStep));
            step = Math.max(incident.lengthNanos(), around.lengthNanos() / MOST_SLICES);
            count = 1 + baselineSlices + (int) (around.lengthNanos() / step) + 1;
            isBaseline = new boolean[count];
            Arrays.fill(isBaseline, 1, 1 + baselineSlices, true);
        }

        private int of(long nanos) {
            if (incident.contains(nanos)) {
                return Slices.INCIDENT;
            }
            if (baseline.contains(nanos)) {
                return 1 + (int) Math.min(baselineSlices - 1, (nanos - baseline.fromNanos()) / baselineStep);
            }
            long margin = incident.lengthNanos();
            boolean near = nanos >= incident.fromNanos() - margin && nanos < incident.toNanos() + margin;
            return near || !around.contains(nanos)
                    ? Slices.NONE
                    : 1 + baselineSlices + (int) ((nanos - around.fromNanos()) / step);
        }

        int[] slices(Frame frame, int stride, boolean others) {
            int[] slices = new int[frame.rows()];
            for (int row = 0; row < slices.length; row++) {
                int slice = of(frame.startNanos()[row]);
                boolean inOtherPart = others && (slice == Slices.INCIDENT || slice > 0 && isBaseline[slice]);
                boolean atEdge = !others && slice > 0 && !isBaseline[slice];
                slices[row] = inOtherPart || atEdge || frame.trace()[row] % stride != 0 ? Slices.NONE : slice;
            }
            return slices;
        }
    }
}
