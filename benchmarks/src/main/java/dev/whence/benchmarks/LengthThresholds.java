package dev.whence.benchmarks;

import dev.whence.fixtures.spoil.Prose;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be found of lengths at best: for each stage, model and names in the JSON the two lengths, chosen afterwards, beyond which lie three
 * healthy outputs in a thousand on either side. For one thread.
 */
final class LengthThresholds {
    private static final double RARE = 0.003;
    private static final Pattern NAME = Pattern.compile("\"(\\w+)\" *:");

    private final Map<String, List<Integer>> healthy = new HashMap<>();
    private final Map<String, int[]> limits = new HashMap<>();

    /** Takes in a healthy output. */
    void learn(Record record) {
        healthy.computeIfAbsent(series(record), key -> new ArrayList<>()).add(length(record));
    }

    /** Whether an output is shorter or longer than the limits, which healthy ones set before. */
    boolean isBeyond(Record record) {
        int[] own = limits.computeIfAbsent(series(record), key -> limits(healthy.getOrDefault(key, List.of())));
        int length = length(record);
        return length < own[0] || length > own[1];
    }

    private static int[] limits(List<Integer> lengths) {
        if (lengths.isEmpty()) {
            return new int[] {0, Integer.MAX_VALUE};
        }
        List<Integer> sorted = lengths.stream().sorted().toList();
        int beyond = (int) Math.round(RARE * sorted.size());
        return new int[] {sorted.get(beyond), sorted.get(sorted.size() - 1 - beyond)};
    }

    private static int length(Record record) {
        return Prose.in(record.text(Names.OUTPUT)).text().length();
    }

    private static String series(Record record) {
        StringBuilder series =
                new StringBuilder(record.service() + "|" + record.stage() + "|" + record.text(Names.REQUEST_MODEL));
        Matcher names = NAME.matcher(record.text(Names.OUTPUT));
        while (names.find()) {
            series.append('|').append(names.group(1));
        }
        return series.toString();
    }
}
