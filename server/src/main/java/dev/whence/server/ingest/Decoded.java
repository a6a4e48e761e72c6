package dev.whence.server.ingest;

import dev.whence.model.Record;
import java.util.List;

/** What a body held: the usable records in the order they came, and the parts that were not usable. */
public record Decoded(List<Record> records, List<Rejected> rejected) {
    public Decoded {
        records = List.copyOf(records);
        rejected = List.copyOf(rejected);
    }
}
