package dev.whence.analyzer.drift;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.anomaly.drift.Sample;
import dev.whence.anomaly.drift.Stretch;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The records of one stretch of time by place, and samples of them with one record a session: what one session says is
 * one value, however often it says it. Which record that is, is drawn by a hash, so that the same question gets the same
 * answer. For one thread.
 */
final class Rows {
    private static final int MOST_VALUES = 4000;

    private final Table table;
    private final Stretch stretch;
    private final long[] session;
    private final Map<Place, int[]> byPlace = new LinkedHashMap<>();

    /** @param window what was asked for; without the time before the first record */
    Rows(Table table, Window window) {
        this.table = table;
        long first = table.rows() == 0 ? window.fromNanos() : table.timestampNanos()[0];
        this.stretch = new Stretch(Math.max(window.fromNanos(), first), window.toNanos());
        this.session = sessions();
        Map<Place, List<Integer>> places = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            String service = table.texts(Names.SERVICE).get(row);
            Place stage = new Place(service, table.texts(Names.STAGE).get(row));
            places.computeIfAbsent(stage, any -> new ArrayList<>()).add(row);
            if (!stage.stage().isEmpty()) {
                places.computeIfAbsent(new Place(service, ""), any -> new ArrayList<>())
                        .add(row);
            }
        }
        places.forEach((place, rows) -> {
            rows.sort(Comparator.comparingLong((Integer row) -> mixed(row)));
            byPlace.put(place, rows.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    Table table() {
        return table;
    }

    Stretch stretch() {
        return stretch;
    }

    /** Stages, and services as a whole with an empty stage. */
    List<Place> places() {
        return List.copyOf(byPlace.keySet());
    }

    /** How many stages of the service have the field. */
    long stagesWith(String service, IntPredicate has) {
        return byPlace.entrySet().stream()
                .filter(entry -> entry.getKey().service().equals(service)
                        && !entry.getKey().stage().isEmpty())
                .filter(entry -> java.util.Arrays.stream(entry.getValue()).anyMatch(has))
                .count();
    }

    Sample<Double> numbers(Place place, String field) {
        double[] column = table.numbers(field);
        int[] rows = chosen(place, row -> !Double.isNaN(column[row]), MOST_VALUES);
        List<Double> values = new ArrayList<>(rows.length);
        for (int row : rows) {
            values.add(column[row]);
        }
        return new Sample<>(stretch, times(rows), values);
    }

    Sample<String> names(Place place, String field) {
        Table.Texts column = table.texts(field);
        int[] rows = chosen(place, row -> column.codes()[row] >= 0, MOST_VALUES);
        List<String> values = new ArrayList<>(rows.length);
        for (int row : rows) {
            values.add(column.get(row));
        }
        return new Sample<>(stretch, times(rows), values);
    }

    /** Rows of the place by time, one a session. */
    int[] chosen(Place place, IntPredicate wanted, int most) {
        int[] rows = byPlace.getOrDefault(place, new int[0]);
        LongIndex sessions = new LongIndex(Math.min(most, rows.length));
        int[] chosen = new int[Math.min(most, rows.length)];
        int count = 0;
        for (int i = 0; i < rows.length && count < most; i++) {
            if (wanted.test(rows[i]) && sessions.putIfAbsent(session[rows[i]], 1) < 0) {
                chosen[count++] = rows[i];
            }
        }
        int[] byTime = java.util.Arrays.copyOf(chosen, count);
        java.util.Arrays.sort(byTime);
        return byTime;
    }

    private long[] times(int[] rows) {
        return java.util.Arrays.stream(rows)
                .mapToLong(row -> table.timestampNanos()[row])
                .toArray();
    }

    /** A key of each row's session; of its trace where no record of that names a session; of the row alone. */
    private long[] sessions() {
        Table.Texts ids = table.texts(Names.SESSION_ID);
        long[] traces = table.traceKeys();
        Map<Long, Integer> ofTrace = new HashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            if (ids.codes()[row] >= 0 && traces[row] != 0) {
                ofTrace.putIfAbsent(traces[row], ids.codes()[row]);
            }
        }
        long[] keys = new long[table.rows()];
        for (int row = 0; row < keys.length; row++) {
            int id = ids.codes()[row] >= 0 ? ids.codes()[row] : ofTrace.getOrDefault(traces[row], -1);
            keys[row] = id >= 0 ? LongIndex.pair(1, id) : traces[row] != 0 ? traces[row] : LongIndex.pair(2, row);
        }
        return keys;
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long value) {
        long z = (value + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
