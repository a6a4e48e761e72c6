package dev.whence.server.ingest;

import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gathers what becomes of a request's items, one after the other; mutable, for one request. */
final class OtlpItems {
    private final Map<Long, String> problems;
    private final List<Record> records = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private long place;

    /**
     * Starts before the first item.
     *
     * @param problems what reading the request found wrong with single items, by their place from 1
     */
    OtlpItems(Map<Long, String> problems) {
        this.problems = problems;
    }

    /** Moves to the next item; false, with the item rejected, when reading it found it unusable. */
    boolean next() {
        place++;
        String problem = problems.get(place);
        if (problem != null) {
            reject(problem);
        }
        return problem == null;
    }

    /** Takes a record that the current item became. */
    void add(RecordBuilder record) {
        Vocabulary.normalise(record);
        records.add(record.build());
    }

    /** Refuses the current item. */
    void reject(String detail) {
        rejected.add(new Rejected(place, detail));
    }

    Decoded decoded() {
        return new Decoded(records, rejected);
    }
}
