package dev.whence.analyzer.frame;

import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of rows of a {@link Frame}: the number fields (token counts, lengths, result counts, output checks) or the
 * texts of workable cardinality, of a fair sample of traces. The arrays are not to be changed. Safe to use from many
 * threads.
 */
public final class Signals {
    private static final int NUMBER_ROWS = 200_000;
    private static final int MOST_NUMBERS = 40;
    private static final int MOST_TEXTS = 40;
    private static final int FEW_VALUES = 20;

    private static final Pattern OUTCOME = Pattern.compile(
            "(.*[._])?(status|status_?code|response_?code|outcome|result|success|finish_?reasons?|stop_?reason"
                    + "|exception.*|error.*|retry|retries|retry_?count|attempt|attempts|timed_?out|level|severity.*)"
                    + "|otel\\.status.*|quality\\..*|anomaly\\..*|(gen_ai|llm)\\.(input|output|prompt|completion).*messages?.*"
                    + "|gen_ai\\.(prompt|completion)\\.\\d+\\..*|logger\\.name|code\\..*",
            Pattern.CASE_INSENSITIVE);

    /** What a call cost, under whatever name its pipeline tells it. */
    private static final Pattern COST = Pattern.compile(
            "(.*[._-])?(cost|price|spend|charge|usd)s?([._-](total|amount|usd|eur|dollars|cents))?",
            Pattern.CASE_INSENSITIVE);

    private final int[] rows;
    private final int frameRows;
    private final Map<String, double[]> numbers;
    private final Map<String, Table.Texts> texts;
    private volatile int @Nullable [] entryOfRow;

    private Signals(int[] rows, int frameRows, Map<String, double[]> numbers, Map<String, Table.Texts> texts) {
        this.rows = rows;
        this.frameRows = frameRows;
        this.numbers = numbers;
        this.texts = texts;
    }

    /** The frame's row of each entry; -1 where the frame has none. */
    public int[] rows() {
        return rows;
    }

    /** By field, an entry each; NaN where missing. */
    public Map<String, double[]> numbers() {
        return numbers;
    }

    /** By field, an entry each. */
    public Map<String, Table.Texts> texts() {
        return texts;
    }

    /** The entry of each row of the frame; -1 where there is none. */
    public int[] entryOfRow() {
        int[] known = entryOfRow;
        if (known == null) {
            known = new int[frameRows];
            Arrays.fill(known, -1);
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] >= 0) {
                    known[rows[i]] = i;
                }
            }
            entryOfRow = known;
        }
        return known;
    }

    /** Whether an attribute tells how a call went, or which line of code tells of it, rather than what it was. */
    public static boolean isOutcome(String field) {
        return OUTCOME.matcher(field).matches();
    }

    /** Reads the number fields that are worth it. */
    static Table readNumbers(TraceStore store, Selection selection, Fields fields, RowKeys keys) {
        return store.scan(selection, keys.columns(List.of(), numbers(fields)), NUMBER_ROWS);
    }

    private static List<String> numbers(Fields fields) {
        return fields.numbers()
                .subList(0, Math.min(MOST_NUMBERS, fields.numbers().size()));
    }

    /** @param read gives what {@link #readNumbers} read; not asked when there are no such fields */
    static Signals numbers(Frame frame, Fields fields, Supplier<Table> read) {
        List<String> names = numbers(fields);
        Map<String, double[]> columns = new HashMap<>();
        if (names.isEmpty()) {
            return new Signals(new int[0], frame.rows(), columns, Map.of());
        }
        Table table = read.get();
        names.forEach(field -> columns.put(field, table.numbers(field)));
        RowKeys keys = new RowKeys(frame.fromLogs(), frame.isCounted());
        return new Signals(rows(frame, table, keys), frame.rows(), columns, Map.of());
    }

    static Signals texts(TraceStore store, Frame frame, Selection selection, Fields fields, int maxRows) {
        Map<String, Table.Texts> columns = new HashMap<>();
        if (fields.texts().isEmpty()) {
            return new Signals(new int[0], frame.rows(), Map.of(), columns);
        }
        RowKeys keys = new RowKeys(frame.fromLogs(), frame.isCounted());
        Table table = store.scan(selection, keys.columns(fields.texts(), List.of()), maxRows);
        for (String name : fields.texts()) {
            Table.Texts column = table.texts(name);
            if (columns.size() < MOST_TEXTS && isWorkable(column, fields.words().contains(name))) {
                columns.put(name, column);
            }
        }
        return new Signals(rows(frame, table, keys), frame.rows(), Map.of(), columns);
    }

    private static int[] rows(Frame frame, Table table, RowKeys keys) {
        int[] rows = new int[table.rows()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = frame.rowIndex().get(keys.of(table, i));
        }
        return rows;
    }

    /**
     * Neither nearly a value a record, nor too many values to compare, nor several values in one text.
     *
     * @param oftenLong whether elsewhere the field is mostly too long; then nearly all must be short here
     */
    private static boolean isWorkable(Table.Texts column, boolean oftenLong) {
        int values = column.dictionary().size();
        if (values == 0 || values > Fields.MOST_VALUES) {
            return false;
        }
        int[] counts = new int[values];
        int records = 0;
        for (int code : column.codes()) {
            if (code >= 0) {
                counts[code]++;
                records++;
            }
        }
        int most = 0;
        for (int value = 1; value < values; value++) {
            most = counts[value] > counts[most] ? value : most;
        }
        boolean composed = column.dictionary().get(most).matches("(?s)[{\\[].*");
        boolean shortHere = !oftenLong || 2 * records >= column.codes().length;
        return !composed && shortHere && (values < FEW_VALUES || values * 4L < records);
    }

    /**
     * What calls cost, by row of the frame; NaN where that isn't known, and where a span below has a cost too. Where none has
     * one in US dollars, the number field counts that is called a cost and stands on the most spans.
     */
    public double[] costs(Frame frame) {
        return innermost(frame, costField());
    }

    private String costField() {
        String best = Names.COST;
        int most = 0;
        for (Map.Entry<String, double[]> field : new TreeMap<>(numbers).entrySet()) {
            if (!numbers.containsKey(Names.COST) && COST.matcher(field.getKey()).matches()) {
                int known = 0;
                for (double value : field.getValue()) {
                    known += Double.isNaN(value) ? 0 : 1;
                }
                best = known > most ? field.getKey() : best;
                most = Math.max(most, known);
            }
        }
        return best;
    }

    /**
     * A number field by row of the frame, NaN where missing, and where a span below has it too: a workflow's total is
     * the sum of its calls, and counting both would count double.
     */
    public double[] innermost(Frame frame, String field) {
        double[] values = new double[frame.rows()];
        Arrays.fill(values, Double.NaN);
        double[] column = numbers.getOrDefault(field, new double[0]);
        boolean[] above = new boolean[values.length];
        for (int i = 0; i < column.length; i++) {
            if (rows[i] >= 0 && !Double.isNaN(column[i])) {
                values[rows[i]] = column[i];
                int up = frame.forest().parent(rows[i]);
                while (up >= 0 && !above[up]) {
                    above[up] = true;
                    up = frame.forest().parent(up);
                }
            }
        }
        for (int row = 0; row < values.length; row++) {
            if (above[row]) {
                values[row] = Double.NaN;
            }
        }
        return values;
    }
}
