package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.contrast.Transitions.Step;
import dev.whence.analyzer.trace.LongIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts by slice of the steps that calls took, as numbers for places, texts and steps, and how they bunch in traces. For
 * one thread.
 */
final class Steps {
    /** What stands for a call's end. */
    static final String END = "\u0000";

    private static final String START = "";
    private static final int MOST_SHOWN = 50;

    private final int slices;
    private final Map<Place, Integer> placeCodes = new HashMap<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> textCodes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final int start = text(START);
    private final int end = text(END);
    private final Counts taken = new Counts();
    private final Counts tried = new Counts();
    /** By step: the number under which its tries are counted. */
    private final List<Integer> begins = new ArrayList<>();
    /** By step: the sum over traces at other times of how often it was taken times how often it could have been. */
    private final List<double[]> products = new ArrayList<>();

    Steps(int slices) {
        this.slices = slices;
    }

    /** Counts by slice, and some of the incident's calls, by place and two texts. */
    private final class Counts {
        private final LongIndex index = new LongIndex(64);
        private final List<int[]> keys = new ArrayList<>();
        private final List<int[]> counts = new ArrayList<>();
        private final List<List<long[]>> shown = new ArrayList<>();
        /** By number: what the present trace has. */
        private final List<int[]> here = new ArrayList<>();

        private final Set<Integer> touched = new LinkedHashSet<>();
        /** By number: sums over traces of squares, at other times and in the incident. */
        private final List<double[]> squares = new ArrayList<>();

        private int number(int place, int after, int next) {
            return index.get(LongIndex.pair(place, (long) after << 32 | next));
        }

        private int add(int place, int after, int next, int slice, long nanos, long traceKey) {
            int number = index.putIfAbsent(LongIndex.pair(place, (long) after << 32 | next), counts.size());
            if (number < 0) {
                number = counts.size();
                keys.add(new int[] {place, after, next});
                counts.add(new int[slices]);
                shown.add(new ArrayList<>());
                here.add(new int[1]);
                squares.add(new double[2]);
            }
            counts.get(number)[slice]++;
            if (slice == Slices.INCIDENT && shown.get(number).size() < MOST_SHOWN) {
                shown.get(number).add(new long[] {nanos, traceKey});
            }
            here.get(number)[0]++;
            touched.add(number);
            return number;
        }

        private void forget() {
            touched.forEach(number -> here.get(number)[0] = 0);
            touched.clear();
        }
    }

    int place(Place place) {
        return placeCodes.computeIfAbsent(place, any -> {
            places.add(place);
            return placeCodes.size();
        });
    }

    int text(String text) {
        return textCodes.computeIfAbsent(text, any -> {
            texts.add(text);
            return textCodes.size();
        });
    }

    /** Counts what a call did one after the other. */
    void count(int place, Transitions.Events events, int slice, long nanos, long traceKey) {
        int last = start;
        for (int i = 0; i < events.size(); i++) {
            count(place, last, events.text(i), slice, nanos, traceKey);
            last = events.text(i);
        }
        if (events.isWhole()) {
            count(place, last, end, slice, nanos, traceKey);
        }
    }

    private void count(int place, int after, int next, int slice, long nanos, long traceKey) {
        int step = taken.add(place, after, next, slice, nanos, traceKey);
        int begin = tried.add(place, after, start, slice, nanos, traceKey);
        if (step == begins.size()) {
            begins.add(begin);
            products.add(new double[1]);
        }
    }

    /** To be called behind all calls of a trace in a slice. */
    void endTrace(int slice) {
        int period = slice == Slices.INCIDENT ? 1 : 0;
        for (int step : taken.touched) {
            double took = taken.here.get(step)[0];
            taken.squares.get(step)[period] += took * took;
            if (period == 0) {
                products.get(step)[0] += took * tried.here.get(begins.get(step))[0];
            }
        }
        for (int begin : tried.touched) {
            double tries = tried.here.get(begin)[0];
            tried.squares.get(begin)[period] += tries * tries;
        }
        taken.forget();
        tried.forget();
    }

    /** Takes a step with how often it was taken, and how often calls came to where it begins, by slice. */
    interface Taker {
        void take(Step step, int[] taken, int[] tries, Bunches bunches);
    }

    void forEach(Taker taker) {
        for (int i = 0; i < taken.keys.size(); i++) {
            int[] key = taken.keys.get(i);
            int begin = begins.get(i);
            Bunches bunches = new Bunches(
                    taken.squares.get(i)[0],
                    products.get(i)[0],
                    tried.squares.get(begin)[0],
                    tried.squares.get(begin)[1]);
            Step step = new Step(places.get(key[0]), texts.get(key[1]), texts.get(key[2]));
            taker.take(step, taken.counts.get(i), tried.counts.get(begin), bunches);
        }
    }

    /** Time and trace key of calls of the incident which took the step, or came to it and did not. */
    List<long[]> shown(Step step, boolean missed) {
        int place = place(step.place());
        int after = text(step.after());
        List<long[]> took = taken.shown.get(taken.number(place, after, text(step.next())));
        if (!missed) {
            return took;
        }
        Set<Long> traces = new HashSet<>();
        took.forEach(one -> traces.add(one[1]));
        return tried.shown.get(tried.number(place, after, start)).stream()
                .filter(one -> !traces.contains(one[1]))
                .toList();
    }
}
