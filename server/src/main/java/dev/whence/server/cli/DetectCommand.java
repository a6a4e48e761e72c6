package dev.whence.server.cli;

import dev.whence.anomaly.series.Judgement;
import dev.whence.anomaly.series.SeriesDetector;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints a CSV back with a score in [0, 1], whether that is an anomaly, and why; each row by the rows before it alone, or, of
 * a table of several columns without times, by all its rows. A row that cannot be read gets no score and one line on
 * standard error, and the others go on.
 */
@Command(
        name = "detect",
        description = "Finds anomalies in a CSV of timestamp,value: prints it back with score, anomaly and reason.",
        mixinStandardHelpOptions = true)
public final class DetectCommand implements Callable<Integer> {
    private final InputStream standardInput;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = TextInput.STANDARD_INPUT,
            description = "A CSV file, with or without a header; - for standard input (default).")
    private String file = TextInput.STANDARD_INPUT;

    @Option(
            names = "--columns",
            description = "Judge all columns together; one named timestamp, or whose cells are dates, is the time."
                    + " Without a time the rows have no order: the table is read to its end, or to 100,000 rows, and"
                    + " each row is judged by all of these."
                    + " Without it, the column named value is judged, or else the last.")
    private boolean columns;

    /** Reads that standard input where asked to. */
    public DetectCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), 1 << 16));
        try (BufferedReader in = TextInput.open(file, standardInput)) {
            boolean judged = run(in, out);
            out.flush();
            return judged ? 0 : 1;
        } catch (IOException e) {
            complain(e.getMessage());
            return 1;
        }
    }

    /** Whether there was a row to judge. */
    private boolean run(BufferedReader in, PrintWriter out) throws IOException {
        String line = in.readLine();
        if (line == null) {
            complain("the input is empty; it takes rows like 2026-11-24T12:00:00Z,42.5");
            return false;
        }
        List<String> first = Csv.split(line.startsWith("\uFEFF") ? line.substring(1) : line);
        boolean header = CsvLayout.isHeader(first);
        CsvLayout layout = null;
        SeriesDetector detector = null;
        TableRows table = null;
        long number = 1;
        long judged = 0;
        if (header) {
            out.println(line + ",score,anomaly,reason");
            line = in.readLine();
            number++;
        } else {
            out.println(CsvLayout.headerFor(first.size()) + ",score,anomaly,reason");
        }
        for (; line != null; line = in.readLine(), number++) {
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = Csv.split(line);
            try {
                if (layout == null || detector == null) {
                    layout = CsvLayout.of(header ? first : List.of(), cells, columns);
                    detector = new SeriesDetector(layout.names());
                    if (layout.time() < 0 && layout.names().size() > 1) {
                        table = new TableRows(layout.names(), (text, judgement) -> print(out, text, judgement));
                    }
                }
                if (table != null) {
                    table.add(line, layout.values(cells));
                } else {
                    print(out, line, detector.add(layout.timestampNanos(cells), layout.values(cells)));
                }
                judged++;
            } catch (CsvLayout.BadRowException e) {
                complain("line " + number + ": " + e.getMessage());
                if (table != null) {
                    table.addUnread(line);
                } else {
                    print(out, line, null);
                }
            }
            if (!in.ready()) {
                out.flush(); // whoever feeds rows one by one wants their answers
            }
        }
        if (table != null) {
            table.finish();
        }
        if (judged == 0) {
            complain("there was no row to judge");
        }
        return judged > 0;
    }

    private static void print(PrintWriter out, String line, @Nullable Judgement judgement) {
        out.println(
                judgement == null
                        ? line + ",,,"
                        : line + "," + Math.round(judgement.score() * 1e6) / 1e6 + "," + judgement.anomaly() + ","
                                + Csv.quote(judgement.reason()));
    }

    private void complain(@Nullable String message) {
        spec.commandLine().getErr().println("whence detect: " + message);
        spec.commandLine().getErr().flush();
    }
}
