package dev.whence.server.cli;

import dev.whence.analyzer.report.Report;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the ranked root causes of what went wrong in a window of time, or with one request. */
@Command(
        name = "rca",
        description = "Prints the root causes of what went wrong in a window of time, or with one request.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --from and --to, the last quarter of an hour that has records is examined.",
            "TIME is RFC 3339 (2026-11-24T12:00:00Z), an epoch in s, ms, µs or ns, or relative (now-15m).",
            "",
            "Examples:",
            "  whence rca --from now-30m",
            "  whence rca --from 2026-11-24T10:15:00Z --to 2026-11-24T10:45:00Z --markdown",
            "  whence rca --trace 4bf92f3577b34da6a3ce929d0e0e4736"
        })
public final class RcaCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Mixin
    private final ServerChoice server = new ServerChoice();

    @Option(names = "--from", paramLabel = "TIME", description = "When the incident began.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "When it was over (default: the latest record).")
    private @Nullable String to;

    @Option(
            names = "--baseline-from",
            paramLabel = "TIME",
            description = "The healthy stretch to compare with (default: found).")
    private @Nullable String baselineFrom;

    @Option(names = "--baseline-to", paramLabel = "TIME", description = "Its end (default: --from).")
    private @Nullable String baselineTo;

    @Option(names = "--q", paramLabel = "QUERY", description = "Only records that match it.")
    private @Nullable String query;

    @Option(
            names = "--symptom",
            paramLabel = "KIND",
            description = "latency, error, output, throughput or cost (default: whatever is wrong).")
    private @Nullable String symptom;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many causes at most (default: ${DEFAULT-VALUE}).")
    private int limit = 5;

    @Option(
            names = "--target",
            paramLabel = "SERVICE[/STAGE]",
            description = "Where the symptom was felt (default: found).")
    private @Nullable String target;

    @Option(names = "--trace", paramLabel = "ID", description = "Explain this one request instead of a window.")
    private @Nullable String trace;

    @ArgGroup
    private Form form = new Form();

    /** How to print the answer: as text, unless told otherwise. */
    static final class Form {
        @Option(names = "--json", description = "Print the answer of the HTTP API.")
        private boolean json;

        @Option(names = "--markdown", description = "Print Markdown, as for a ticket.")
        private boolean markdown;
    }

    /** Asks on behalf of that terminal. */
    public RcaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ObjectNode question = question();
        if (from == null && to == null && trace == null) {
            terminal.err().println("no window given: the last quarter of an hour that has records");
            terminal.err().flush();
        }
        try (Respondent respondent = server.open(terminal)) {
            JsonNode answer = respondent.client().post("/api/v1/rca", question);
            terminal.out().print(text(answer));
            terminal.out().flush();
            return 0;
        }
    }

    private ObjectNode question() {
        ObjectNode question = JsonMapper.shared().createObjectNode();
        put(question, "from", from);
        put(question, "to", to);
        if (baselineFrom != null) {
            String end = baselineTo == null ? from : baselineTo;
            if (end == null) {
                throw usage("--baseline-from needs an end: --baseline-to, or the incident's --from");
            }
            question.putObject("baseline").put("from", baselineFrom).put("to", end);
        } else if (baselineTo != null) {
            throw usage("--baseline-to needs --baseline-from");
        }
        put(question, "q", query);
        put(question, "symptom", symptom);
        if (target != null) {
            int slash = target.indexOf('/');
            ObjectNode place = question.putObject("target");
            place.put("service", slash < 0 ? target : target.substring(0, slash));
            if (slash >= 0) {
                place.put("stage", target.substring(slash + 1));
            }
        }
        if (trace != null) {
            if (from != null || to != null || baselineFrom != null) {
                throw usage("--trace explains one request against its peers; leave out the windows");
            }
            question.put("trace_id", trace);
        }
        return question.put("limit", limit);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void put(ObjectNode question, String name, @Nullable String value) {
        if (value != null) {
            question.put(name, value);
        }
    }

    private String text(JsonNode answer) {
        if (form.json) {
            return answer.toPrettyString() + "\n";
        }
        return form.markdown ? Report.markdown(Answers.read(answer)) : Report.text(Answers.read(answer));
    }
}
