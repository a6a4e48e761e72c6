package dev.whence.anomaly.detector;

import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what the detectors say about one record; mutable, for one thread, to be used once. */
public final class Findings {
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<Finding> flags = new ArrayList<>(2);
    private final List<Record> derived = new ArrayList<>(0);
    private final List<String> told = new ArrayList<>(0);

    /** Adds a field to the record: a text, whole or finite number. */
    public void field(String name, Object value) {
        fields.put(name, value);
    }

    /** Adds a field in [0, 1] unless it is 0, rounded to three digits. */
    public void quality(String name, double value) {
        double rounded = Math.round(Math.clamp(value, 0.0, 1.0) * 1000) / 1000.0;
        if (rounded > 0) {
            fields.put(name, rounded);
        }
    }

    /** Adds a record of its own, which follows from this one and those before: it is stored, and not judged itself. */
    public void derive(Record record) {
        derived.add(record);
        told.add(record.text(Names.ANOMALY_KIND));
    }

    /** What follows from the record beside it, in the order it was said. */
    public List<Record> derived() {
        return derived.isEmpty() ? List.of() : List.copyOf(derived);
    }

    /** Whether the record was flagged for this so far. */
    public boolean isFlagged(String kind) {
        for (Finding flag : flags) {
            if (flag.kind().equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /** Flags the record. */
    public void flag(Finding finding) {
        flags.add(finding);
        told.add(finding.kind());
    }

    /** Whether anything was flagged so far. */
    public boolean isFlagged() {
        return !flags.isEmpty();
    }

    /** Each kind that was said so far, of what follows from the record too, in the order it was said; unmodifiable. */
    public List<String> told() {
        return Collections.unmodifiableList(told);
    }

    /** What was flagged so far, in the order it was said; unmodifiable. */
    public List<Finding> flags() {
        return List.copyOf(flags);
    }

    /** The record with all that was found; the record itself when nothing was. The highest score gives the reason. */
    public Record addTo(Record record) {
        if (fields.isEmpty() && flags.isEmpty()) {
            return record;
        }
        RecordBuilder builder = record.toBuilder();
        fields.forEach(builder::put);
        if (!flags.isEmpty()) {
            List<Finding> worstFirst = flags.stream()
                    .sorted(Comparator.comparingDouble(Finding::score).reversed())
                    .toList();
            Finding worst = worstFirst.get(0);
            builder.put(Names.ANOMALY_SCORE, Math.round(worst.score() * 1e4) / 1e4);
            if (worstFirst.size() == 1) {
                builder.put(Names.ANOMALY_KIND, worst.kind());
            } else {
                builder.put(
                        Names.ANOMALY_KIND,
                        worstFirst.stream().map(Finding::kind).distinct().toList());
            }
            builder.put(Names.ANOMALY_REASON, worst.reason());
            builder.put(Names.ANOMALY_EXPECTED, Figures.round(worst.expected()));
            builder.put(Names.ANOMALY_OBSERVED, Figures.round(worst.observed()));
        }
        return builder.build();
    }
}
