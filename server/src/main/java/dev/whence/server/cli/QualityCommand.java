package dev.whence.server.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints what scores say of models, prompts and retrievals. */
@Command(
        name = "quality",
        description = "Prints what scores say of models, prompts and retrievals.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "TIME is RFC 3339 (2026-11-24T12:00:00Z), an epoch in s, ms, µs or ns, or relative (now-15m).",
            "",
            "Examples:",
            "  whence quality --name intent --by gen_ai.request.model",
            "  whence quality --name golden --by stage --k 1,5 --interval 1d"
        })
public final class QualityCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerChoice server = new ServerChoice();

    @Option(names = "--from", paramLabel = "TIME", description = "When the first score was given (default: ever).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before when the last was (default: until now).")
    private @Nullable String to;

    @Option(names = "--name", paramLabel = "NAME", description = "Only scores of this name.")
    private @Nullable String name;

    @Option(
            names = "--by",
            paramLabel = "FIELDS",
            description = "One to three fields between commas (default: model and prompt version).")
    private @Nullable String by;

    @Option(names = "--interval", paramLabel = "LENGTH", description = "Also in stretches of time: 1h, 1d.")
    private @Nullable String interval;

    @Option(names = "--k", paramLabel = "NUMBERS", description = "The first so many documents (default: 1,3,5,10).")
    private @Nullable String cutoffs;

    @Option(names = "--q", paramLabel = "QUERY", description = "Only scores that match, or whose request does.")
    private @Nullable String query;

    @Option(names = "--json", description = "Print the answer of the HTTP API.")
    private boolean json;

    /** Asks on behalf of that terminal. */
    public QualityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        new Asked("/api/v1/quality")
                .with("from", from)
                .with("to", to)
                .with("name", name)
                .with("by", by)
                .with("interval", interval)
                .with("k", cutoffs)
                .with("q", query)
                .print(terminal, server, json, QualityCommand::text);
        return 0;
    }

    private static String text(JsonNode answer) {
        if (answer.path("groups").isEmpty()) {
            return "There are no such scores.\n";
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode group : answer.path("groups")) {
            String score = group.path("score").asString();
            text.append(score.isEmpty() ? "(no name)" : score);
            group.path("values").properties().forEach(value -> {
                String given = value.getValue().asString();
                text.append("  ").append(value.getKey()).append('=').append(given.isEmpty() ? "-" : given);
            });
            text.append('\n');
            figures(text, "  ", group);
            for (JsonNode bucket : group.path("buckets")) {
                text.append("  from ").append(bucket.path("time").asString()).append('\n');
                figures(text, "    ", bucket);
            }
            text.append('\n');
        }
        JsonNode examined = answer.path("examined");
        text.append(Texts.count(examined.path("scores").asLong(), "score"));
        append(text, examined, "without_trace", "without a stored trace");
        append(text, examined, "without_retrieval", "without a stored retrieval");
        append(text, examined, "in_several", "in several groups");
        return text.append(examined.path("sampled").asBoolean() ? "; there are more than were read\n" : "\n")
                .toString();
    }

    private static void append(StringBuilder text, JsonNode examined, String name, String what) {
        if (examined.path(name).asLong() > 0) {
            text.append(", ").append(examined.path(name).asLong()).append(' ').append(what);
        }
    }

    private static void figures(StringBuilder text, String indent, JsonNode figures) {
        text.append(indent).append(Texts.count(figures.path("count").asLong(), "score"));
        if (figures.has("mean")) {
            text.append(", mean ").append(number(figures, "mean"));
        }
        text.append('\n');
        if (figures.has("labels")) {
            labels(text, indent, figures.path("labels"));
        }
        if (figures.has("retrieval")) {
            retrieval(text, indent, figures.path("retrieval"));
        }
    }

    private static void labels(StringBuilder text, String indent, JsonNode labels) {
        text.append(indent)
                .append(Texts.count(labels.path("count").asLong(), "label"))
                .append(": accuracy ")
                .append(number(labels, "accuracy"))
                .append(", macro F1 ")
                .append(number(labels, "macro_f1"))
                .append('\n');
        for (JsonNode one : labels.path("classes")) {
            text.append(indent)
                    .append("  ")
                    .append(one.path("label").asString())
                    .append(": precision ")
                    .append(number(one, "precision"))
                    .append(", recall ")
                    .append(number(one, "recall"))
                    .append(", F1 ")
                    .append(number(one, "f1"))
                    .append('\n');
        }
    }

    private static void retrieval(StringBuilder text, String indent, JsonNode retrieval) {
        text.append(indent)
                .append(Texts.count(retrieval.path("count").asLong(), "retrieval"))
                .append(": MRR ")
                .append(number(retrieval, "mrr"))
                .append(", ")
                .append(number(retrieval, "returned"))
                .append(" returned and ")
                .append(number(retrieval, "relevant"))
                .append(" relevant on average\n");
        for (JsonNode at : retrieval.path("at")) {
            text.append(indent)
                    .append("  first ")
                    .append(at.path("k").asInt())
                    .append(": precision ")
                    .append(number(at, "precision"))
                    .append(", recall ")
                    .append(number(at, "recall"))
                    .append(", hit rate ")
                    .append(number(at, "hit_rate"))
                    .append(", nDCG ")
                    .append(number(at, "ndcg"))
                    .append('\n');
        }
    }

    private static String number(JsonNode node, String name) {
        return node.has(name)
                ? String.format(Locale.ROOT, "%.3f", node.path(name).asDouble())
                : "-";
    }
}
