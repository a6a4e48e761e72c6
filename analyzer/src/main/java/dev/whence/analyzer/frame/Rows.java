package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.beside.Beside;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows of tables under each other, spans that came twice once: what a {@link Frame} is made of. Filled by its
 * constructor; failures may be marked afterwards. Columns of the tables are taken as they are where they can be. For one
 * thread.
 */
final class Rows {
    private static final int UNSEEN = -2;
    private static final int NONE = -1;

    final int size;
    final long[] start;
    final long[] traceKey;
    final long[] spanKey;
    final long[] parentKey;
    final double[] duration;
    /** Empty where each row stands for one request. */
    final double[] count;

    /** Empty where each row stands for one request. */
    final double[] errors;

    final boolean[] error;
    final int[] errorType;
    final List<String> errorTypes = new ArrayList<>();
    final int[] service;
    final int[] place;
    final List<Place> places = new ArrayList<>();
    final int[] trace;
    final int traces;
    /** The rows by their {@link RowKeys keys}. */
    final LongIndex index;

    private final boolean[] unknownStatus;
    private final boolean anyUnknownStatus;

    /**
     * Reads the tables.
     *
     * @param counted whether they have the columns of rows that stand for many requests
     */
    Rows(List<Table> tables, boolean logs, boolean counted) {
        Kept kept = new Kept(tables, new RowKeys(logs, counted));
        size = kept.size;
        index = kept.index;
        start = kept.longs(Table::timestampNanos);
        traceKey = kept.longs(Table::traceKeys);
        spanKey = logs ? new long[size] : kept.longs(Table::spanKeys);
        parentKey = logs ? new long[size] : kept.longs(Table::parentSpanKeys);
        duration = kept.doubles(Names.DURATION);
        count = counted ? kept.doubles(Names.AGGREGATE_COUNT).clone() : new double[0];
        errors = counted ? kept.doubles(Names.AGGREGATE_ERRORS).clone() : new double[0];
        error = new boolean[size];
        unknownStatus = new boolean[size];
        errorType = new int[size];
        service = new int[size];
        place = new int[size];
        trace = new int[size];
        try (Beside<Integer> numbered = Beside.of(() -> number(traceKey, trace))) {
            anyUnknownStatus = readTexts(tables, kept, logs);
            traces = numbered.get();
        }
        for (int row = 0; row < count.length; row++) {
            count[row] = Double.isNaN(count[row]) ? 1 : count[row];
            errors[row] = Double.isNaN(errors[row]) ? error[row] ? count[row] : 0 : errors[row];
        }
    }

    /** Whether there are rows of which nothing tells whether they failed. */
    private boolean readTexts(List<Table> tables, Kept kept, boolean logs) {
        boolean unknown = false;
        Texts texts = new Texts();
        int n = 0;
        for (int t = 0; t < tables.size(); t++) {
            texts.next(tables.get(t), logs);
            for (int row = kept.next(t, 0); row >= 0; row = kept.next(t, row + 1)) {
                service[n] = texts.service(row);
                place[n] = texts.place(row);
                errorType[n] = texts.errorType(row);
                int status = texts.statuses.codes()[row];
                unknownStatus[n] = status < 0;
                unknown |= status < 0;
                error[n] = status >= 0 ? texts.isFailure[status] : errorType[n] >= 0;
                n++;
            }
        }
        return unknown;
    }

    /** Numbers traces as they come; rows without one have each their own. */
    private static int number(long[] traceKey, int[] trace) {
        LongIndex known = new LongIndex(traceKey.length / 16);
        int numbers = 0;
        for (int row = 0; row < trace.length; row++) {
            int before = traceKey[row] == 0 ? NONE : known.putIfAbsent(traceKey[row], numbers);
            trace[row] = before >= 0 ? before : numbers++;
        }
        return numbers;
    }

    /** Whether there are rows of which nothing told whether they failed. */
    boolean hasUnknownStatus() {
        return anyUnknownStatus;
    }

    /** Marks a row as failed unless its status tells; does nothing without a row. */
    void markFailed(int row) {
        if (row >= 0 && unknownStatus[row] && !error[row]) {
            error[row] = true;
            if (errors.length > 0) {
                errors[row] = count[row];
            }
        }
    }

    /** Codes of the texts of one table after the other, the same text with the same code in all of them. */
    private final class Texts {
        private final Map<String, Integer> serviceCodes = new HashMap<>();
        private final Map<String, Integer> typeCodes = new HashMap<>();
        private final Map<Place, Integer> placeCodes = new HashMap<>();
        private Table.Texts services = new Table.Texts(new int[0], List.of());
        private Table.Texts stages = services;
        private Table.Texts types = services;
        private int[] serviceOf = new int[0];
        private int[] typeOf = new int[0];
        private int[][] placeOf = new int[0][];
        Table.Texts statuses = services;
        boolean[] isFailure = new boolean[0];

        void next(Table table, boolean logs) {
            services = table.texts(Names.SERVICE);
            stages = table.texts(Names.STAGE);
            types = table.texts(Names.ERROR_TYPE);
            statuses = table.texts(logs ? Names.SEVERITY : Names.STATUS);
            isFailure = failures(statuses.dictionary(), logs);
            serviceOf = unseen(services);
            typeOf = unseen(types);
            placeOf = new int[services.dictionary().size() + 1][];
            Arrays.setAll(placeOf, any -> unseen(stages));
        }

        private int[] unseen(Table.Texts column) {
            int[] codes = new int[column.dictionary().size() + 1];
            Arrays.fill(codes, UNSEEN);
            return codes;
        }

        int service(int row) {
            int code = services.codes()[row] + 1;
            if (serviceOf[code] == UNSEEN) {
                serviceOf[code] = serviceCodes.computeIfAbsent(services.get(row), any -> serviceCodes.size());
            }
            return serviceOf[code];
        }

        int errorType(int row) {
            int code = types.codes()[row] + 1;
            if (typeOf[code] == UNSEEN) {
                String type = types.get(row);
                typeOf[code] = type.isEmpty()
                        ? NONE
                        : typeCodes.computeIfAbsent(type, any -> {
                            errorTypes.add(type);
                            return typeCodes.size();
                        });
            }
            return typeOf[code];
        }

        int place(int row) {
            int[] ofService = placeOf[services.codes()[row] + 1];
            int stage = stages.codes()[row] + 1;
            if (ofService[stage] == UNSEEN) {
                Place name = new Place(services.get(row), stages.get(row));
                ofService[stage] = placeCodes.computeIfAbsent(name, any -> {
                    places.add(name);
                    return placeCodes.size();
                });
            }
            return ofService[stage];
        }

        private static boolean[] failures(List<String> dictionary, boolean logs) {
            boolean[] failures = new boolean[dictionary.size()];
            for (int i = 0; i < failures.length; i++) {
                String text = dictionary.get(i).toLowerCase(Locale.ROOT);
                failures[i] = logs
                        ? text.matches("error.?|fatal.?|critical|severe|alert|emergency|panic")
                        : text.equals("error");
            }
            return failures;
        }
    }
}
