package dev.whence.server.cli;

import dev.whence.server.cli.load.InputFile;
import dev.whence.server.cli.load.Part;
import dev.whence.server.cli.load.PartReader;
import dev.whence.server.cli.load.Shipment;
import dev.whence.server.cli.load.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings files into a data folder or to a server. */
@Command(
        name = "import",
        description = "Brings files of records into a data folder, or to a server.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Takes NDJSON (one record a line) and OTLP/JSON (one request a line, or whole documents), as they are or"
                    + " packed with gzip or zstd. A line that can't be used is named, and costs the others nothing.",
            "Exit status: 0 when everything was taken, 1 when something was not.",
            "",
            "Examples:",
            "  whence import records.ndjson.zst spans.json --to http://127.0.0.1:7070",
            "  kubectl logs assistant | whence import -"
        })
public final class ImportCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1_000_000;

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files; - stands for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Into this folder, which no server has open (default: $WHENCE_DATA, or whence-data in the"
                    + " current folder); made when missing.")
    private @Nullable Path data;

    @Option(
            names = {"--to", "--url"},
            paramLabel = "URL",
            description = "To the server at this address, instead.")
    private @Nullable String url;

    @Option(
            names = "--reasons",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of how many refused lines to say why (default: ${DEFAULT-VALUE}).")
    private int reasons = 10;

    /** Runs on behalf of that terminal. */
    public ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (url != null && data != null) {
            throw Failure.wrongUsage("--to and --data exclude each other; name one");
        }
        long bytes = check();
        Instant start = terminal.clock().instant();
        Tally tally = new Tally(Math.max(0, reasons));
        try (Respondent respondent =
                url == null ? Respondent.making(DataFolder.of(data, terminal)) : Respondent.at(ServerAddress.of(url))) {
            send(new Shipment(respondent.client(), tally, ImportCommand::pause), bytes);
        } finally {
            report(tally, Duration.between(start, terminal.clock().instant()));
        }
        return tally.refused() == 0 ? 0 : 1;
    }

    /** Before anything is sent: whether all files are there. Answers their bytes; −1 when nobody knows. */
    private long check() throws IOException {
        long bytes = 0;
        for (String file : files) {
            if (file.equals(InputFile.STANDARD_INPUT)) {
                bytes = -1;
                continue;
            }
            InputFile.open(file, terminal.in()).close();
            bytes = bytes < 0 ? -1 : bytes + Files.size(Path.of(file));
        }
        return bytes;
    }

    private void send(Shipment shipment, long bytes) throws IOException {
        long before = 0;
        try (Progress progress = new Progress(terminal, "importing", bytes, " MB", MEGABYTE)) {
            for (String file : files) {
                try (InputFile input = InputFile.open(file, terminal.in())) {
                    send(input, shipment, progress, before);
                    before += input.bytesRead();
                }
            }
            shipment.flush();
        }
    }

    private void send(InputFile input, Shipment shipment, Progress progress, long before) {
        try {
            Instant now = terminal.clock().instant();
            PartReader reader = PartReader.of(input.content(), now.getEpochSecond() * 1_000_000_000L + now.getNano());
            for (List<Part> parts = reader.next(); !parts.isEmpty(); parts = reader.next()) {
                for (Part part : parts) {
                    shipment.add(input.name(), part);
                }
                progress.stepTo(before + input.bytesRead());
            }
        } catch (IOException e) {
            shipment.flush();
            throw new Failure(input.name() + " cannot be read to its end: " + e.getMessage(), e);
        }
    }

    private void report(Tally tally, Duration took) {
        for (String reason : tally.reasons()) {
            terminal.err().println(reason);
        }
        long more = tally.refused() - tally.reasons().size();
        if (more > 0) {
            terminal.err()
                    .println("… and " + Texts.count(more, "refused line") + " more; --reasons shows more of them");
        }
        terminal.err().flush();
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "imported %s, refused %,d, in %s",
                        Texts.count(tally.accepted(), "record"),
                        tally.refused(),
                        Texts.duration(took.toNanos() / 1e9)));
        terminal.out().flush();
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
