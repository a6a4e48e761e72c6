package dev.whence.benchmarks;

import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.model.Record;
import java.util.List;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Records of a healthy pipeline, handed out one after the other and over again. */
@State(Scope.Thread)
public class RecordState {
    private static final int KEPT = 50_000;

    private final List<Record> records =
            Scenario.healthy(Pipelines.all().getFirst()).stream().limit(KEPT).toList();
    private int next;

    /** Never ends. */
    public Record next() {
        next = next + 1 == records.size() ? 0 : next + 1;
        return records.get(next);
    }
}
