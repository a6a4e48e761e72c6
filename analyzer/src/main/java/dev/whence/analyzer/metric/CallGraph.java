package dev.whence.analyzer.metric;

import dev.whence.indexer.Columns;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which service calls which, as metrics tell it ({@code traces_service_graph_request_total}). */
public final class CallGraph {
    static final String CLIENT = "client";
    static final String SERVER = "server";
    private static final int MOST_POINTS = 2_000_000;

    private CallGraph() {}

    /**
     * The services each service calls; empty when nothing tells. The graph changes seldom and may be stored once: all
     * that is known of it by that time counts.
     *
     * @param query only records that match it; the empty text for all
     * @param untilNanos the time, exclusive
     */
    public static Map<String, Set<String>> of(TraceStore store, String query, long untilNanos) {
        Table table = store.scan(
                new Selection(query, Long.MIN_VALUE, untilNanos)
                        .and("kind:metric AND name:traces_service_graph_request_total"),
                new Columns(List.of(CLIENT, SERVER), List.of(), false),
                MOST_POINTS);
        Map<String, Set<String>> callees = new HashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            String client = table.texts(CLIENT).get(row);
            String server = table.texts(SERVER).get(row);
            if (!client.isEmpty() && !server.isEmpty() && !client.equals(server)) {
                callees.computeIfAbsent(client, any -> new LinkedHashSet<>()).add(server);
            }
        }
        return callees;
    }
}
