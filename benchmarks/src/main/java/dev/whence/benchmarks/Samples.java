package dev.whence.benchmarks;

import dev.whence.indexer.Queries;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What queries can ask for, picked at random from the records that were shipped, so that every query finds something.
 * The same records give the same picks. For one thread.
 */
final class Samples {
    private static final int WANTED = 300;

    private final Random random = new Random(7);
    private final Set<String> words = new LinkedHashSet<>();
    private final Set<String> phrases = new LinkedHashSet<>();
    private final Set<String> traceIds = new LinkedHashSet<>();
    private final Set<String> filters = new LinkedHashSet<>();
    private final double share;

    Samples(long records) {
        this.share = Math.min(1, 20.0 * WANTED / records);
    }

    void offer(Record record) {
        if (random.nextDouble() >= share) {
            return;
        }
        if (!record.traceId().isEmpty()) {
            add(traceIds, record.traceId());
        }
        String text = record.text(Names.INPUT);
        pickWords(text.isEmpty() ? record.text(Names.MESSAGE) : text);
        double seconds = record.durationSeconds();
        if (!record.stage().isEmpty() && !Double.isNaN(seconds)) {
            add(filters, "stage:" + Queries.quote(record.stage()) + " AND duration:>" + seconds);
        }
    }

    private void pickWords(String text) {
        List<String> found = new ArrayList<>();
        for (String word : text.split("\\s+", 400)) {
            if (word.length() > 3 && word.chars().allMatch(Character::isLetter)) {
                found.add(word);
            } else {
                found.add("");
            }
        }
        int at = random.nextInt(found.size());
        String word = found.get(at);
        if (word.isEmpty()) {
            return;
        }
        add(words, word);
        if (at + 1 < found.size() && !found.get(at + 1).isEmpty()) {
            add(phrases, '"' + word + ' ' + found.get(at + 1) + '"');
        }
    }

    private static void add(Set<String> picks, String pick) {
        if (picks.size() < WANTED) {
            picks.add(pick);
        }
    }

    List<String> words() {
        return List.copyOf(words);
    }

    List<String> phrases() {
        return List.copyOf(phrases);
    }

    List<String> filters() {
        return List.copyOf(filters);
    }

    List<String> traceIds() {
        return List.copyOf(traceIds);
    }
}
