package dev.whence.analyzer.frame;

import dev.whence.indexer.FieldSummary;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Attributes of rows of a {@link Frame}: the number fields (token counts, lengths, result counts, output checks) and the
 * texts of workable cardinality, of a fair sample of traces.
 *
 * @param rows the frame's row of each entry
 * @param numbers by field, an entry each; NaN where missing
 * @param texts by field, an entry each
 */
public record Signals(int[] rows, Map<String, double[]> numbers, Map<String, Table.Texts> texts) {
    private static final int MOST_NUMBERS = 40;
    private static final int MOST_TEXTS = 40;
    private static final int MOST_VALUES = 200;

    /** Fields which identify, tell the time, or are read by other means. */
    private static final Pattern IDENTIFYING = Pattern.compile(
            "(.*[._-])?(uuid|guid|timestamp|time_unix|epoch|seq|sequence|nonce|traceparent|checksum|hash|etag|pid)"
                    + "|(trace|span|parent_span|request|message|correlation|invocation|call|event)[._-]?id"
                    + "|.*[._](request|message|correlation|invocation|call|response|trace|span|event|documents?|job)[._]?ids?"
                    + "|thread[._](id|name)|process[._]pid|gen_ai\\.(response|conversation)\\.id"
                    + "|gen_ai\\.tool\\.call\\.(id|arguments|result)|code\\.lineno|code\\.line\\.number");

    private static final Pattern OUTCOME = Pattern.compile(
            "(.*[._])?(status|status_code|statuscode|response_code|outcome|result|success|finish_reasons?|stop_reason"
                    + "|exception.*|error.*|retry|retries|retry_count|attempt|attempts|timed_?out|level|severity.*)"
                    + "|otel\\.status.*|quality\\..*|anomaly\\..*|(gen_ai|llm)\\.(input|output|prompt|completion).*messages?.*"
                    + "|gen_ai\\.(prompt|completion)\\..*");

    private static final Set<String> CORE = Set.of(
            Names.TIMESTAMP,
            Names.KIND,
            Names.TRACE_ID,
            Names.SPAN_ID,
            Names.PARENT_SPAN_ID,
            Names.SERVICE,
            Names.STAGE,
            Names.DURATION,
            Names.STATUS,
            Names.SEVERITY,
            Names.MESSAGE,
            Names.INPUT,
            Names.OUTPUT,
            Names.ERROR_TYPE,
            Names.ERROR_MESSAGE,
            Names.ERROR_STACK,
            Names.ERROR_TEMPLATE,
            Names.LOG_TEMPLATE,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS,
            Names.ANOMALY_SCORE,
            Names.ANOMALY_EXPECTED,
            Names.ANOMALY_OBSERVED,
            Names.ANOMALY_KIND,
            Names.ANOMALY_REASON,
            "name",
            "value",
            "statistic");

    /** Whether an attribute tells how a call went rather than what it was. */
    public static boolean isOutcome(String field) {
        return OUTCOME.matcher(field).matches();
    }

    /** What to load: which records, joined to which rows, and of how many at most. */
    public record Wanted(Selection selection, boolean numbers, boolean texts, int maxRows) {}

    public static Signals load(TraceStore store, Frame frame, Wanted wanted) {
        List<String> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (FieldSummary field : store.fields(wanted.selection(), MOST_VALUES + 1)) {
            if (CORE.contains(field.name()) || IDENTIFYING.matcher(field.name()).matches()) {
                continue;
            }
            switch (field.type()) {
                case NUMBER -> {
                    if (wanted.numbers()) {
                        numbers.add(field.name());
                    }
                }
                case KEYWORD, BOOLEAN -> {
                    if (wanted.texts() && isWorkable(field)) {
                        texts.add(field.name());
                    }
                }
                case TEXT -> {}
            }
        }
        List<String> numberFields = numbers.subList(0, Math.min(MOST_NUMBERS, numbers.size()));
        List<String> textFields = texts.subList(0, Math.min(MOST_TEXTS, texts.size()));
        if (numberFields.isEmpty() && textFields.isEmpty()) {
            return new Signals(new int[0], Map.of(), Map.of());
        }
        RowKeys keys = new RowKeys(frame.fromLogs(), frame.isCounted());
        Table table = store.scan(wanted.selection(), keys.columns(textFields, numberFields), wanted.maxRows());
        int[] rows = new int[table.rows()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = frame.rowIndex().get(keys.of(table, i));
        }
        Map<String, double[]> numberColumns = new HashMap<>();
        numberFields.forEach(field -> numberColumns.put(field, table.numbers(field)));
        Map<String, Table.Texts> textColumns = new HashMap<>();
        textFields.forEach(field -> textColumns.put(field, table.texts(field)));
        return new Signals(rows, numberColumns, textColumns);
    }

    /** Neither nearly a value a record, nor too many values to compare, nor several values in one text. */
    private static boolean isWorkable(FieldSummary field) {
        int values = field.top().size();
        boolean composed = values > 0 && field.top().get(0).value().matches("(?s)[{\\[].*");
        return !composed && values <= MOST_VALUES && (values < 20 || values * 4L < field.records());
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
