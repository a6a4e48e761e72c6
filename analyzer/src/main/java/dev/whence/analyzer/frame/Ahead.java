package dev.whence.analyzer.frame;

import dev.whence.analyzer.beside.Beside;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What nearly every answer needs beside the core columns, read while these are put together: which fields there are, and
 * the number fields of a fair sample. To be begun by one thread, and closed by it.
 */
public final class Ahead implements AutoCloseable {
    private final TraceStore store;
    private final String query;
    private @Nullable Reading reading;

    /** @param query only records that match it; the empty text for all */
    public Ahead(TraceStore store, String query) {
        this.store = store;
        this.query = query;
    }

    private record Reading(Selection selection, Beside<Fields> fields, Beside<Table> numbers) {}

    /** Begins to read about the records of the tables, which stand in order of time. */
    void begin(List<Table> tables, boolean counted) {
        List<Table> filled = tables.stream().filter(table -> table.rows() > 0).toList();
        if (filled.isEmpty()) {
            return;
        }
        Table last = filled.get(filled.size() - 1);
        Selection selection = spans(query, filled.get(0).timestampNanos()[0], last.timestampNanos()[last.rows() - 1]);
        Beside<Fields> fields = Beside.of(() -> Fields.of(store, selection));
        Beside<Table> numbers =
                Beside.of(() -> Signals.readNumbers(store, selection, fields.get(), new RowKeys(false, counted)));
        reading = new Reading(selection, fields, numbers);
    }

    /** All spans that match from one point in time to another, both included. */
    static Selection spans(String query, long first, long last) {
        return new Selection(query, first, last + 1).and("kind:span");
    }

    /** The fields of the records; empty unless it is they that are read about. */
    Optional<Fields> fields(Selection selection) {
        return covers(selection).map(one -> one.fields.get());
    }

    /** The numbers of the records; empty unless it is they that are read about. */
    Optional<Table> numbers(Selection selection) {
        return covers(selection).map(one -> one.numbers.get());
    }

    private Optional<Reading> covers(Selection selection) {
        return Optional.ofNullable(reading).filter(one -> one.selection.equals(selection));
    }

    @Override
    public void close() {
        Reading begun = reading;
        if (begun != null) {
            begun.numbers.close();
            begun.fields.close();
        }
    }
}
