package dev.whence.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints whether groups of requests fail, are refused or are scored otherwise than the rest. */
@Command(
        name = "bias",
        description = "Prints whether groups of requests fail, are refused or are scored otherwise than the rest.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without ATTRIBUTES those of bias.groups in the server's configuration are the groups.",
            "TIME is RFC 3339 (2026-11-24T12:00:00Z), an epoch in s, ms, µs or ns, or relative (now-15m).",
            "",
            "Examples:",
            "  whence bias --group-by user.region --from now-7d",
            "  whence bias --group-by tenant.id --outcome refusal --q stage:chat"
        })
public final class BiasCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerChoice server = new ServerChoice();

    @Option(
            names = "--group-by",
            paramLabel = "ATTRIBUTES",
            description = "Whose values are the groups; up to five between commas.")
    private @Nullable String groupBy;

    @Option(names = "--from", paramLabel = "TIME", description = "When the first request ran (default: ever).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before when the last did (default: until now).")
    private @Nullable String to;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOMES",
            description = "error, refusal, score, or several between commas (default: all).")
    private @Nullable String outcome;

    @Option(names = "--q", paramLabel = "QUERY", description = "Only requests with a span that matches.")
    private @Nullable String query;

    @Option(names = "--all", description = "Print what is even too.")
    private boolean all;

    @Option(names = "--json", description = "Print the answer of the HTTP API.")
    private boolean json;

    /** Asks on behalf of that terminal. */
    public BiasCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        new Asked("/api/v1/bias")
                .with("group_by", groupBy)
                .with("from", from)
                .with("to", to)
                .with("outcome", outcome)
                .with("q", query)
                .print(terminal, server, json, this::text);
        return 0;
    }

    private String text(JsonNode answer) {
        List<JsonNode> differ = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        answer.path("groups")
                .forEach(entry -> (entry.path("verdict").asString().equals("differs") ? differ : others).add(entry));
        JsonNode examined = answer.path("examined");
        StringBuilder text = new StringBuilder("Groups:   ")
                .append(answer.path("group_by").asString())
                .append(" of ")
                .append(Texts.count(examined.path("requests").asLong(), "request"))
                .append(" and ")
                .append(Texts.count(examined.path("scores").asLong(), "score"))
                .append("\nDiffer:   ")
                .append(differ.isEmpty() ? "none" : String.valueOf(differ.size()))
                .append(" of ")
                .append(Texts.count((long) differ.size() + others.size(), "comparison"))
                .append('\n');
        differ.forEach(entry -> append(text, entry));
        if (all && !others.isEmpty()) {
            text.append("\nNo difference:\n");
            others.forEach(entry -> append(text, entry));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode entry) {
        text.append("\n  ").append(entry.path("reason").asString()).append("\n    ");
        if (entry.has("effect")) {
            text.append(String.format(
                    Locale.ROOT,
                    "effect %.2f, p %.2g after correction, ",
                    entry.path("effect").asDouble(),
                    entry.path("adjusted_p_value").asDouble()));
        } else {
            text.append("too few to compare, ");
        }
        text.append(side(entry, "count", "sessions"))
                .append(" against ")
                .append(side(entry, "rest_count", "rest_sessions"))
                .append('\n');
    }

    private static String side(JsonNode entry, String count, String sessions) {
        return Texts.count(entry.path(count).asLong(), "request") + " in "
                + Texts.count(entry.path(sessions).asLong(), "session");
    }
}
