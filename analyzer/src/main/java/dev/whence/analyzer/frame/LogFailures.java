package dev.whence.analyzer.frame;

import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import java.util.List;

/** Finds spans that failed by their log lines: one without a status failed when a line of an error severity is its own. */
final class LogFailures {
    private static final int MOST = 300_000;
    private static final long MARGIN_NANOS = 60_000_000_000L;

    private final TraceStore store;
    private final String query;

    LogFailures(TraceStore store, String query) {
        this.store = store;
        this.query = query;
    }

    /** Marks such rows as failed. */
    void mark(Rows rows, List<Table> tables) {
        if (!rows.hasUnknownStatus()) {
            return;
        }
        for (Table spans : tables) {
            if (spans.rows() == 0) {
                continue;
            }
            long from = spans.timestampNanos()[0];
            long to = spans.timestampNanos()[spans.rows() - 1] + MARGIN_NANOS;
            Table failures = store.scan(
                    new Selection(query, from, to).and("kind:log AND " + FrameLoader.FAILURES),
                    new Columns(List.of(), List.of(), true),
                    MOST);
            for (int i = 0; i < failures.rows(); i++) {
                long span = failures.spanKeys()[i];
                if (span != 0) {
                    rows.markFailed(rows.index.get(LongIndex.pair(failures.traceKeys()[i], span)));
                }
            }
        }
    }
}
