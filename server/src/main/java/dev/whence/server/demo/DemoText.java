package dev.whence.server.demo;

import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.server.cli.Style;
import dev.whence.server.cli.Terminal;
import dev.whence.server.cli.Texts;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the demonstration says. */
final class DemoText {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double PERCENT = 100;
    private static final int LABEL = 11;
    private static final int KIND = 19;
    private static final int WIDTH = 130;

    private final PrintWriter out;
    private final Style style;
    private final Scenario scenario;
    private final Optional<Truth> truth;

    DemoText(Terminal terminal, Scenario scenario, Optional<Truth> truth) {
        this.out = terminal.out();
        this.style = new Style(terminal.colours());
        this.scenario = scenario;
        this.truth = truth;
    }

    void introduction(String url) {
        say(style.bold("Whence demo"), "");
        fact("server", url + "  " + style.dim("(on a temporary folder)"));
        fact(
                "pipeline",
                scenario.pipeline().name()
                        + style.dim("  " + scenario.pipeline().description()));
        fact(
                "traffic",
                String.format(
                        Locale.ROOT,
                        "%s healthy, then %s %s; %.3g requests a second, in simulated time",
                        length(scenario.healthy()),
                        length(scenario.faulty()),
                        scenario.faults().isEmpty() ? "more of it" : "with a fault",
                        scenario.requestsPerSecond()));
        fact("shipped", "as log events, through Logback's WhenceAppender, over HTTP");
        say("", style.dim(time(scenario.start())) + "  healthy traffic begins");
    }

    /** The line for the moment when things go wrong. */
    String onset() {
        return style.dim(time(scenario.onset())) + "  "
                + (truth.isPresent()
                        ? style.yellow("fault injected: ") + truth.get().fault() + "; the detectors flag:"
                        : "still healthy traffic");
    }

    /** The line for something that the detectors flag. */
    String flag(Flagged.Flag flag) {
        Instant at = flag.at().isEmpty() ? scenario.onset() : Instant.parse(flag.at());
        return style.dim(time(at)) + "    " + style.cyan(Texts.pad(flag.kind(), KIND)) + " "
                + style.dim(flag.service() + ": ") + Texts.line(flag.reason(), WIDTH);
    }

    void shipped(long records, Duration took) {
        double seconds = took.toMillis() / 1e3;
        say(
                style.dim(time(scenario.end())) + "  the end",
                "",
                String.format(
                        Locale.ROOT,
                        "%,d records shipped and indexed in %.1f s (%,.0f a second), %.0f times as fast as life.",
                        records,
                        seconds,
                        records / seconds,
                        (scenario.healthy().toMillis() + scenario.faulty().toMillis()) / 1e3 / seconds));
    }

    /**
     * What the detectors made of it.
     *
     * @param before which share of the records was flagged while all was well
     * @param after which share since
     */
    void flags(List<Flagged.Flag> flags, double before, double after) {
        say(String.format(
                Locale.ROOT,
                "The detectors flagged %.2g %% of the records in the healthy part, and %.2g %% in the %s after.",
                before * PERCENT,
                after * PERCENT,
                length(scenario.faulty())));
        if (!flags.isEmpty()) {
            say("Since then more often than before:");
        }
        for (Flagged.Flag flag : flags) {
            say(String.format(
                    Locale.ROOT,
                    "  %,6d × %s %s",
                    flag.count(),
                    Texts.pad(flag.kind(), KIND),
                    flag.service() + (flag.stage().isEmpty() ? "" : " / " + flag.stage())));
        }
        say("");
    }

    /** What is wrong, then what Whence says is wrong. */
    void answer(String report, boolean right) {
        say(style.bold("Injected: ") + truth.map(DemoText::description).orElse("nothing."));
        say("", style.bold("Whence says:"));
        report.strip().lines().forEach(line -> say(("  " + line).stripTrailing()));
        say("");
        if (right) {
            say(style.green("✔ ")
                    + (truth.isPresent() ? "The first cause is the injected fault." : "Nothing invented."));
        } else {
            say(style.red("✘ ")
                    + (truth.isPresent()
                            ? "The first cause is not the injected fault."
                            : "Nothing was wrong, and yet a cause is named."));
        }
    }

    void address(String url) {
        String link = url + "/#/incident?"
                + parameters(Map.of(
                        "from", scenario.start().toString(),
                        "to", scenario.end().toString(),
                        "ifrom", scenario.onset().toString(),
                        "ito", scenario.end().toString(),
                        "explain", "1"));
        say("", "The same in the browser: " + style.bold(link));
    }

    private static String description(Truth fault) {
        String where = fault.attributes().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
        return fault.description() + "\n          " + fault.place().service() + " / "
                + fault.place().stage() + (where.isEmpty() ? "" : " (" + where + ")");
    }

    private static String parameters(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void fact(String name, String value) {
        say("  " + style.dim(Texts.pad(name, LABEL)) + value);
    }

    private void say(String... lines) {
        for (String line : lines) {
            out.println(line);
        }
        out.flush();
    }

    private static String time(Instant instant) {
        return CLOCK.format(instant);
    }

    private static String length(Duration duration) {
        return duration.toSeconds() % 60 == 0
                ? duration.toMinutes() + " min"
                : Texts.duration(duration.toMillis() / 1e3);
    }
}
