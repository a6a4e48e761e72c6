package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.contrast.Transitions.Step;
import dev.whence.analyzer.trace.LongIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts by slice of the steps that calls took, as numbers for places, texts and steps. For one thread. */
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

    Steps(int slices) {
        this.slices = slices;
    }

    /** Counts by slice, and some of the incident's calls, by place and two texts. */
    private final class Counts {
        private final LongIndex index = new LongIndex(64);
        private final List<int[]> keys = new ArrayList<>();
        private final List<int[]> counts = new ArrayList<>();
        private final List<List<long[]>> shown = new ArrayList<>();

        private int number(int place, int after, int next) {
            return index.get(LongIndex.pair(place, (long) after << 32 | next));
        }

        private void add(int place, int after, int next, int slice, long nanos, long traceKey) {
            int number = index.putIfAbsent(LongIndex.pair(place, (long) after << 32 | next), counts.size());
            if (number < 0) {
                number = counts.size();
                keys.add(new int[] {place, after, next});
                counts.add(new int[slices]);
                shown.add(new ArrayList<>());
            }
            counts.get(number)[slice]++;
            if (slice == Slices.INCIDENT && shown.get(number).size() < MOST_SHOWN) {
                shown.get(number).add(new long[] {nanos, traceKey});
            }
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
        taken.add(place, after, next, slice, nanos, traceKey);
        tried.add(place, after, start, slice, nanos, traceKey);
    }

    /** Takes a step with how often it was taken, and how often calls came to where it begins, by slice. */
    interface Taker {
        void take(Step step, int[] taken, int[] tries);
    }

    void forEach(Taker taker) {
        for (int i = 0; i < taken.keys.size(); i++) {
            int[] key = taken.keys.get(i);
            int[] tries = tried.counts.get(tried.number(key[0], key[1], start));
            taker.take(new Step(places.get(key[0]), texts.get(key[1]), texts.get(key[2])), taken.counts.get(i), tries);
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
