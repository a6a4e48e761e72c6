package dev.whence.analyzer.frame;

import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Table;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/** Which rows of some tables are kept: spans that came twice are kept once. Immutable once built. */
final class Kept {
    final int size;
    /** The kept rows, counted over all tables, by their keys. */
    final LongIndex index;

    private final List<Table> tables;
    private final BitSet[] dropped;

    /** @param keys of the tables' scan */
    Kept(List<Table> tables, RowKeys keys) {
        this.tables = tables;
        this.dropped = new BitSet[tables.size()];
        int most = tables.stream().mapToInt(Table::rows).sum();
        index = new LongIndex(most);
        int n = 0;
        for (int t = 0; t < dropped.length; t++) {
            Table table = tables.get(t);
            dropped[t] = new BitSet();
            for (int row = 0; row < table.rows(); row++) {
                boolean again = index.putIfAbsent(keys.of(table, row), n) >= 0;
                if (again && keys.isById(table, row)) {
                    dropped[t].set(row);
                } else {
                    n++;
                }
            }
        }
        size = n;
    }

    /** The first row kept of a table from that one on; -1 when there is none. */
    int next(int table, int from) {
        int row = dropped[table].isEmpty() ? from : dropped[table].nextClearBit(from);
        return row < tables.get(table).rows() ? row : -1;
    }

    /** A column of all kept rows, which is not to be changed. */
    long[] longs(Function<Table, long[]> column) {
        if (isWhole()) {
            return column.apply(tables.get(0));
        }
        long[] all = new long[size];
        int n = 0;
        for (int t = 0; t < dropped.length; t++) {
            long[] values = column.apply(tables.get(t));
            for (int row = next(t, 0); row >= 0; row = next(t, row + 1)) {
                all[n++] = values[row];
            }
        }
        return all;
    }

    /** A column of numbers of all kept rows, which is not to be changed. */
    double[] doubles(String field) {
        if (isWhole()) {
            return tables.get(0).numbers(field);
        }
        double[] all = new double[size];
        int n = 0;
        for (int t = 0; t < dropped.length; t++) {
            double[] values = tables.get(t).numbers(field);
            for (int row = next(t, 0); row >= 0; row = next(t, row + 1)) {
                all[n++] = values[row];
            }
        }
        return all;
    }

    private boolean isWhole() {
        return tables.size() == 1 && dropped[0].isEmpty();
    }
}
