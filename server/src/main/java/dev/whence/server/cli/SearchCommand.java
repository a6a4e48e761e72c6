package dev.whence.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints the records that match a query, newest first, page by page. */
@Command(
        name = "search",
        description = "Prints the records that match a query, newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  whence search 'stage:chat* AND status:error' --from now-1h",
            "  whence search '\"rate limit\"' --ndjson > records.ndjson",
            "",
            "TIME is RFC 3339 (2026-11-24T12:00:00Z), an epoch in s, ms, µs or ns, or relative (now-15m)."
        })
public final class SearchCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Mixin
    private final ServerChoice server = new ServerChoice();

    @Parameters(paramLabel = "QUERY", arity = "0..*", description = "In the query language; without one, all records.")
    private List<String> query = List.of();

    @Option(names = "--from", paramLabel = "TIME", description = "The earliest time, inclusive (default: any).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The latest time, exclusive (default: any).")
    private @Nullable String to;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only span, log, metric, score or change.")
    private @Nullable String kind;

    @Option(
            names = "--sort",
            paramLabel = "FIELD",
            description = "Order by a field: -duration for the largest first (default: -timestamp).")
    private @Nullable String sort;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many records at most (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "Print one JSON object: total, records and how long it took.")
    private boolean json;

    @Option(names = "--ndjson", description = "Print each record as one line of JSON, as whence import takes them.")
    private boolean ndjson;

    /** Asks on behalf of that terminal. */
    public SearchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is 0 or more, not " + limit);
        }
        try (Respondent respondent = server.open(terminal)) {
            List<JsonNode> records = new ArrayList<>();
            JsonNode last = pages(respondent.client(), records);
            print(last, records);
            return 0;
        }
    }

    /** Collects the records of as many pages as are needed, or prints them where they need no alignment. */
    private JsonNode pages(ApiClient client, List<JsonNode> records) {
        long missing = limit;
        String cursor = "";
        while (true) {
            Map<String, String> parameters = parameters(missing);
            if (!cursor.isEmpty()) {
                parameters.put("cursor", cursor);
            }
            JsonNode page = client.get("/api/v1/search", parameters);
            for (JsonNode record : page.path("records")) {
                missing--;
                if (ndjson) {
                    terminal.out().println(record);
                } else {
                    records.add(record);
                }
            }
            cursor = page.path("cursor").asString("");
            if (missing <= 0 || cursor.isEmpty() || page.path("records").isEmpty()) {
                return page;
            }
        }
    }

    private Map<String, String> parameters(long missing) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "q", String.join(" ", query));
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "kind", kind);
        put(parameters, "sort", sort);
        parameters.put("limit", String.valueOf(Math.min(PAGE, missing)));
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            parameters.put(name, value);
        }
    }

    private void print(JsonNode last, List<JsonNode> records) {
        PrintWriter out = terminal.out();
        if (json) {
            out.println(whole(last, records));
        } else if (!ndjson) {
            new RecordTable(new Style(terminal.colours()), terminal.columns()).print(records, out);
            out.flush();
            terminal.err().println(summary(last, records.size()));
        }
        out.flush();
        terminal.err().flush();
    }

    /** The last page's answer with the records of all pages. */
    private static JsonNode whole(JsonNode last, List<JsonNode> records) {
        ObjectNode answer = (ObjectNode) last.deepCopy();
        answer.putArray("records").addAll(records);
        return answer;
    }

    private static String summary(JsonNode last, int shown) {
        long total = last.path("total").asLong(0);
        boolean exact = last.path("total_relation").asString("eq").equals("eq");
        if (total == 0) {
            return "no record matches";
        }
        String all = (exact ? "" : "at least ") + Texts.count(total, "record");
        return shown >= total && exact
                ? all
                : "the first " + shown + " of " + all + "; --limit shows more, --from and --to narrow";
    }
}
