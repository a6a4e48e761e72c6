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

/** Prints what a pipeline is given, or gives, otherwise than before. */
@Command(
        name = "drift",
        description =
                "Prints what a pipeline is given, or gives, otherwise than before: sizes, models, tools, languages,"
                        + " words.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --from and --to, the last hour that has records is compared with the six hours before.",
            "TIME is RFC 3339 (2026-11-24T12:00:00Z), an epoch in s, ms, µs or ns, or relative (now-15m).",
            "",
            "Examples:",
            "  whence drift --from now-2h",
            "  whence drift --from now-1h --baseline-from now-25h --baseline-to now-24h --service assistant"
        })
public final class DriftCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerChoice server = new ServerChoice();

    @Option(names = "--from", paramLabel = "TIME", description = "Where the window begins.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Where it ends (default: the latest record).")
    private @Nullable String to;

    @Option(
            names = "--baseline-from",
            paramLabel = "TIME",
            description = "Where the time to compare with begins (default: six windows before its end).")
    private @Nullable String baselineFrom;

    @Option(names = "--baseline-to", paramLabel = "TIME", description = "Where it ends (default: --from).")
    private @Nullable String baselineTo;

    @Option(names = "--q", paramLabel = "QUERY", description = "Only records that match it.")
    private @Nullable String query;

    @Option(names = "--service", paramLabel = "NAME", description = "Only this service.")
    private @Nullable String service;

    @Option(names = "--all", description = "Print what is stable too.")
    private boolean all;

    @Option(names = "--json", description = "Print the answer of the HTTP API.")
    private boolean json;

    /** Asks on behalf of that terminal. */
    public DriftCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        new Asked("/api/v1/drift")
                .with("from", from)
                .with("to", to)
                .with("baseline_from", baselineFrom)
                .with("baseline_to", baselineTo)
                .with("q", query)
                .with("service", service)
                .print(terminal, server, json, this::text);
        return 0;
    }

    private String text(JsonNode answer) {
        if (!answer.path("window").isObject()) {
            return "Nothing is stored to compare.\n";
        }
        StringBuilder text = new StringBuilder("Window:   ")
                .append(stretch(answer.path("window")))
                .append("\nBaseline: ")
                .append(stretch(answer.path("baseline")))
                .append('\n');
        List<JsonNode> drifts = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        answer.path("signals")
                .forEach(signal -> (signal.path("verdict").asString().equals("drift") ? drifts : others).add(signal));
        text.append("Drift:    ")
                .append(drifts.isEmpty() ? "none" : String.valueOf(drifts.size()))
                .append(" of ")
                .append(drifts.size() + others.size())
                .append(" signals\n");
        drifts.forEach(signal -> append(text, signal));
        if (all && !others.isEmpty()) {
            text.append("\nNo drift:\n");
            others.forEach(signal -> append(text, signal));
        }
        return text.toString();
    }

    private static String stretch(JsonNode window) {
        return window.path("from").asString("-") + " to " + window.path("to").asString("-");
    }

    private static void append(StringBuilder text, JsonNode signal) {
        String service = signal.path("service").asString();
        text.append("\n  ").append(signal.path("reason").asString()).append('\n');
        text.append("    ").append(service.isEmpty() ? "" : "in " + service + "; ");
        if (signal.has("effect")) {
            text.append(String.format(
                    Locale.ROOT,
                    "effect %.2f, PSI %.2f, p %.2g after correction",
                    signal.path("effect").asDouble(),
                    signal.path("psi").asDouble(),
                    signal.path("adjusted_p_value").asDouble()));
        } else {
            text.append("not compared");
        }
        if (signal.has("changed_at")) {
            text.append(", since ").append(signal.path("changed_at").asString());
        }
        text.append('\n');
    }
}
