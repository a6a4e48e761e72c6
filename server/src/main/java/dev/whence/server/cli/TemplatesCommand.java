package dev.whence.server.cli;

import dev.whence.anomaly.templates.Template;
import dev.whence.anomaly.templates.TemplateMiner;
import dev.whence.model.RecordCodec;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints the template of each log line as a JSON object. Lines are mined in batches, so that a line early in a batch
 * already gets the template that the lines after it made clear.
 */
@Command(
        name = "templates",
        description = "Finds the templates of log lines: one JSON object a line, with template_id and template.",
        mixinStandardHelpOptions = true)
public final class TemplatesCommand implements Callable<Integer> {
    private static final int BATCH = 100_000;

    private final InputStream standardInput;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = TextInput.STANDARD_INPUT,
            description = "A text file, one log line a line; - for standard input (default).")
    private String file = TextInput.STANDARD_INPUT;

    @Option(
            names = "--max-templates",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Templates kept; further lines get the template <*> (default: ${DEFAULT-VALUE}).")
    private int maxTemplates = 10_000;

    /** Reads that standard input where asked to. */
    public TemplatesCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), 1 << 16));
        if (maxTemplates < 1) {
            spec.commandLine().getErr().println("--max-templates is 1 or more, not " + maxTemplates);
            return 2;
        }
        TemplateMiner miner = new TemplateMiner(maxTemplates);
        try (BufferedReader in = TextInput.open(file, standardInput)) {
            List<Template> batch = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                batch.add(miner.add(line));
                if (batch.size() == BATCH) {
                    print(batch, miner, out);
                }
            }
            print(batch, miner, out);
        } catch (IOException e) {
            spec.commandLine().getErr().println("whence templates: " + e.getMessage());
            return 1;
        }
        out.flush();
        return 0;
    }

    private static void print(List<Template> batch, TemplateMiner miner, PrintWriter out) {
        for (Template template : batch) {
            Template current = miner.current(template);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("template_id", (long) current.id());
            fields.put("template", current.text());
            out.println(RecordCodec.json(fields));
        }
        batch.clear();
    }
}
