package dev.whence.indexer.lucene;

import dev.whence.indexer.Columns;
import dev.whence.indexer.Table;
import dev.whence.indexer.mapping.FieldNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.NumericUtils;

/**
 * Reads matching records as columns, straight from doc values: one column after the other, the columns side by side on
 * the searcher's threads. For one question.
 */
final class Scan {
    private static final int BATCH = 4096;
    private static final long NOT_A_NUMBER = NumericUtils.doubleToSortableLong(Double.NaN);

    private final IndexSearcher searcher;
    private final Columns columns;

    Scan(IndexSearcher searcher, Columns columns) {
        this.searcher = searcher;
        this.columns = columns;
    }

    Table read(Query query, int maxRows) throws IOException {
        List<Matches.InLeaf> matches = Matches.of(searcher, query);
        long total = matches.stream().mapToLong(Matches.InLeaf::count).sum();
        double fraction = 1;
        if (total > maxRows) {
            matches = new TraceSample(searcher, maxRows / (double) total).of(matches);
            fraction = matches.stream().mapToLong(Matches.InLeaf::count).sum() / (double) total;
        }
        return columns(matches, fraction);
    }

    private Table columns(List<Matches.InLeaf> matches, double fraction) throws IOException {
        int rows = Math.toIntExact(
                matches.stream().mapToLong(Matches.InLeaf::count).sum());
        TimeOrder order = new TimeOrder(longs(oldestFirst(matches), FieldNames.TIMESTAMP, 0, new long[rows]));
        List<Matches.InLeaf> inOrder = oldestFirst(matches);
        List<Callable<Void>> tasks = new ArrayList<>();
        Map<String, double[]> numbers = new HashMap<>();
        for (String field : columns.numbers()) {
            double[] column = new double[rows];
            if (numbers.putIfAbsent(field, column) == null) {
                tasks.add(task(() -> fillNumbers(inOrder, FieldNames.of(field).number(), order, column)));
            }
        }
        Map<String, Table.Texts> texts = new HashMap<>();
        for (String field : columns.texts()) {
            Table.Texts column = new Table.Texts(new int[rows], new ArrayList<>());
            if (texts.putIfAbsent(field, column) == null) {
                tasks.add(task(() -> fillTexts(inOrder, field, order, column)));
            }
        }
        Table.Ids ids = Table.Ids.NONE;
        if (columns.ids()) {
            ids = new Table.Ids(new long[rows], new long[rows], new long[rows]);
            addKeys(tasks, inOrder, FieldNames.TRACE_KEY, order, ids.trace());
            addKeys(tasks, inOrder, FieldNames.SPAN_KEY, order, ids.span());
            addKeys(tasks, inOrder, FieldNames.PARENT_KEY, order, ids.parent());
        }
        searcher.getTaskExecutor().invokeAll(tasks);
        return new Table(order.sorted(), ids, texts, numbers, fraction);
    }

    /** Segments hold stretches of time: in their order the rows are nearly sorted already. */
    private static List<Matches.InLeaf> oldestFirst(List<Matches.InLeaf> matches) {
        List<Matches.InLeaf> reversed = new ArrayList<>(matches);
        Collections.reverse(reversed);
        return reversed;
    }

    private void addKeys(
            List<Callable<Void>> tasks, List<Matches.InLeaf> matches, String field, TimeOrder order, long[] column) {
        tasks.add(task(() -> order.place(longs(matches, field, 0, new long[column.length]), column)));
    }

    private static void fillNumbers(List<Matches.InLeaf> matches, String field, TimeOrder order, double[] column)
            throws IOException {
        long[] sortable = longs(matches, field, NOT_A_NUMBER, new long[column.length]);
        for (int row = 0; row < sortable.length; row++) {
            column[order.row(row)] = NumericUtils.sortableLongToDouble(sortable[row]);
        }
    }

    private static void fillTexts(List<Matches.InLeaf> matches, String field, TimeOrder order, Table.Texts column)
            throws IOException {
        Map<String, Integer> dictionary = new HashMap<>();
        int row = 0;
        for (Matches.InLeaf inLeaf : matches) {
            LeafTexts texts = new LeafTexts(inLeaf.leaf().reader(), field);
            int[] global = texts.table();
            for (int i = 0; i < inLeaf.count(); i++) {
                int code = texts.code(inLeaf.docs()[i]);
                if (code >= global.length) { // a number that was not seen before
                    int known = global.length;
                    global = Arrays.copyOf(global, Math.max(code + 1, known * 2));
                    Arrays.fill(global, known, global.length, LeafTexts.MISSING);
                }
                int shared = code < 0 ? LeafTexts.MISSING : global[code];
                if (code >= 0 && shared < 0) {
                    shared = dictionary.computeIfAbsent(texts.text(code), text -> {
                        column.dictionary().add(text);
                        return column.dictionary().size() - 1;
                    });
                    global[code] = shared;
                }
                column.codes()[order.row(row++)] = shared;
            }
        }
    }

    private static long[] longs(List<Matches.InLeaf> matches, String field, long missing, long[] column)
            throws IOException {
        int row = 0;
        int[] docs = new int[BATCH];
        for (Matches.InLeaf inLeaf : matches) {
            LeafReader leaf = inLeaf.leaf().reader();
            if (leaf.getFieldInfos().fieldInfo(field) == null) {
                Arrays.fill(column, row, row + inLeaf.count(), missing);
                row += inLeaf.count();
                continue;
            }
            NumericDocValues values = DocValues.getNumeric(leaf, field);
            for (int from = 0; from < inLeaf.count(); from += BATCH) {
                int size = Math.min(BATCH, inLeaf.count() - from);
                System.arraycopy(inLeaf.docs(), from, docs, 0, size);
                values.longValues(size, docs, 0, column, row, missing);
                row += size;
            }
        }
        return column;
    }

    private static Callable<Void> task(Step step) {
        return () -> {
            step.run();
            return null;
        };
    }

    private interface Step {
        void run() throws IOException;
    }
}
