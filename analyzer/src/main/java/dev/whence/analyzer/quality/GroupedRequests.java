package dev.whence.analyzer.quality;

import dev.whence.analyzer.trace.LongIndex;
import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The requests of a stretch of time with their group and how they ended. */
final class GroupedRequests {
    /** From here on the output checks call an output a refusal, unless configured otherwise. */
    private static final double REFUSED = 0.5;

    private static final int MOST_ROWS = 500_000;

    private GroupedRequests() {}

    /** What one trace came to. Mutable while it is read. */
    static final class Request {
        private long session;
        private String group = "";
        private boolean mixed;
        private boolean answered;
        private boolean refused;
        private boolean hasEntry;
        private boolean failed;

        /** A key of its session; of the request itself where no span names one. */
        long session() {
            return session;
        }

        /** Empty when no span has one. */
        String group() {
            return group;
        }

        /** Whether its spans are of several groups. */
        boolean mixed() {
            return mixed;
        }

        /** Whether a span has an output. */
        boolean answered() {
            return answered;
        }

        boolean refused() {
            return refused;
        }

        /** Whether a span without parent failed; without such a span, whether the first one did. */
        boolean failed() {
            return failed;
        }

        private void add(String value, boolean error, boolean entry, boolean output, boolean refusal, boolean first) {
            if (group.isEmpty()) {
                group = value;
            } else if (!value.isEmpty() && !value.equals(group)) {
                mixed = true;
            }
            if (entry) {
                failed = error || hasEntry && failed;
                hasEntry = true;
            } else if (first) {
                failed = error;
            }
            answered |= output || refusal;
            refused |= refusal;
        }
    }

    record Found(List<Request> requests, boolean sampled) {}

    static Found read(TraceStore store, BiasQuestion question, String groupBy) {
        Selection spans = new Selection("kind:span", question.fromNanos(), question.toNanos());
        boolean all = question.query().isBlank();
        Requests wanted = all ? Requests.none() : Requests.matching(store, spans.and(question.query()));
        Table table = store.scan(
                spans,
                new Columns(
                        distinct(groupBy, Names.STATUS, Names.SESSION_ID),
                        distinct(groupBy, Names.QUALITY_REFUSAL, Names.OUTPUT_LENGTH),
                        true),
                MOST_ROWS);
        List<Request> requests = new ArrayList<>();
        Map<Long, Request> byTrace = new HashMap<>();
        Table.Texts status = table.texts(Names.STATUS);
        double[] refusal = table.numbers(Names.QUALITY_REFUSAL);
        double[] output = table.numbers(Names.OUTPUT_LENGTH);
        Table.Texts sessions = table.texts(Names.SESSION_ID);
        for (int row = 0; row < table.rows(); row++) {
            long trace = table.traceKeys()[row];
            if (!all && !wanted.has(trace)) {
                continue;
            }
            Request request = trace == 0 ? null : byTrace.get(trace);
            boolean first = request == null;
            if (request == null) {
                request = new Request();
                request.session = trace == 0 ? LongIndex.pair(2, row) : trace;
                requests.add(request);
                if (trace != 0) {
                    byTrace.put(trace, request);
                }
            }
            if (sessions.codes()[row] >= 0) {
                request.session = LongIndex.pair(1, sessions.codes()[row]);
            }
            request.add(
                    TraceValues.text(table, groupBy, row),
                    "error".equals(status.get(row)),
                    table.parentSpanKeys()[row] == 0,
                    !Double.isNaN(output[row]),
                    refusal[row] >= REFUSED,
                    first);
        }
        return new Found(requests, table.sampledFraction() < 1);
    }

    private static List<String> distinct(String... fields) {
        return Stream.of(fields).distinct().toList();
    }
}
