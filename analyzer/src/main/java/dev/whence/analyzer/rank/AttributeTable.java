package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.frame.Signals;
import dev.whence.indexer.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text attributes of the calls of an outcome: their own, and those of the spans above them in the same request
 * which they lack themselves.
 *
 * @param names of the attributes, a place's own first
 * @param codes by attribute, then by row of the outcome: the value's code from 0; -1 where missing
 * @param values by attribute: the text of each code
 */
record AttributeTable(List<String> names, List<int[]> codes, List<List<String>> values) {
    static AttributeTable of(Inquiry inquiry, Outcome outcome, int place) {
        Map<String, int[]> codes = new LinkedHashMap<>();
        Map<String, List<String>> values = new HashMap<>();
        add(inquiry, outcome, place, codes, values);
        for (int above : placesAbove(inquiry, outcome)) {
            add(inquiry, outcome, above, codes, values);
        }
        List<String> names = List.copyOf(codes.keySet());
        return new AttributeTable(
                names,
                names.stream().map(codes::get).toList(),
                names.stream().map(values::get).toList());
    }

    int cardinality(int attribute) {
        return values.get(attribute).size();
    }

    private static List<Integer> placesAbove(Inquiry inquiry, Outcome outcome) {
        Set<Integer> above = new HashSet<>();
        List<Integer> ordered = new ArrayList<>();
        int step = Math.max(1, outcome.size() / 500);
        for (int i = 0; i < outcome.size(); i += step) {
            int up = inquiry.frame().forest().parent(outcome.rows()[i]);
            while (up >= 0) {
                if (above.add(inquiry.frame().place()[up])) {
                    ordered.add(inquiry.frame().place()[up]);
                }
                up = inquiry.frame().forest().parent(up);
            }
        }
        return ordered.subList(0, Math.min(6, ordered.size()));
    }

    /** Adds the attributes of a place which are not there yet, found at the rows themselves or above them. */
    private static void add(
            Inquiry inquiry, Outcome outcome, int place, Map<String, int[]> codes, Map<String, List<String>> values) {
        Signals attributes = inquiry.comparison().attributes(inquiry.place(place));
        int[] entryOfRow = attributes.entryOfRow();
        int[] entries = new int[outcome.size()];
        for (int i = 0; i < entries.length; i++) {
            int row = outcome.rows()[i];
            while (row >= 0 && entryOfRow[row] < 0) {
                row = inquiry.frame().forest().parent(row);
            }
            entries[i] = row < 0 ? -1 : entryOfRow[row];
        }
        attributes.texts().forEach((name, column) -> {
            if (!codes.containsKey(name) && !Signals.isOutcome(name)) {
                int[] own = coded(entries, column);
                codes.put(name, own);
                values.put(name, column.dictionary());
            }
        });
    }

    private static int[] coded(int[] entries, Table.Texts column) {
        int[] own = new int[entries.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = entries[i] < 0 ? -1 : column.codes()[entries[i]];
        }
        return own;
    }
}
