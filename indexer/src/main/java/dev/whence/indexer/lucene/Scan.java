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
        long total = Matches.count(matches);
        List<Matches.InLeaf> kept = TraceSample.atMost(searcher, maxRows, matches);
        return columns(kept, total == 0 ? 1 : Matches.count(kept) / (double) total);
    }

    private Table columns(List<Matches.InLeaf> matches, double fraction) throws IOException {
        int rows = Math.toIntExact(Matches.count(matches));
        List<Matches.InLeaf> inOrder = oldestFirst(matches);
        long[] times = new long[rows];
        read(
                inOrder,
                FieldNames.TIMESTAMP,
                0,
                (from, values, count) -> System.arraycopy(values, 0, times, from, count));
        TimeOrder order = new TimeOrder(times);
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
        tasks.add(task(() -> read(matches, field, 0, (from, values, count) -> {
            for (int i = 0; i < count; i++) {
                column[order.row(from + i)] = values[i];
            }
        })));
    }

    private static void fillNumbers(List<Matches.InLeaf> matches, String field, TimeOrder order, double[] column)
            throws IOException {
        read(matches, field, NOT_A_NUMBER, (from, values, count) -> {
            for (int i = 0; i < count; i++) {
                column[order.row(from + i)] = NumericUtils.sortableLongToDouble(values[i]);
            }
        });
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

    /** Hands on the numbers of a field in the order of the matches, some thousands at a time. */
    private static void read(List<Matches.InLeaf> matches, String field, long missing, Taker taker) throws IOException {
        int row = 0;
        int[] docs = new int[BATCH];
        long[] batch = new long[BATCH];
        for (Matches.InLeaf inLeaf : matches) {
            LeafReader leaf = inLeaf.leaf().reader();
            boolean known = leaf.getFieldInfos().fieldInfo(field) != null;
            NumericDocValues values = DocValues.getNumeric(leaf, field);
            for (int from = 0; from < inLeaf.count(); from += BATCH) {
                int size = Math.min(BATCH, inLeaf.count() - from);
                if (known) {
                    System.arraycopy(inLeaf.docs(), from, docs, 0, size);
                    values.longValues(size, docs, 0, batch, 0, missing);
                } else {
                    Arrays.fill(batch, 0, size, missing);
                }
                taker.take(row, batch, size);
                row += size;
            }
        }
    }

    /** Takes some values of a column. */
    private interface Taker {
        /** @param from the place of the first of them in the order read */
        void take(int from, long[] values, int count);
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
