package dev.whence.server.demo;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.report.Report;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import dev.whence.server.cli.Answers;
import dev.whence.server.cli.ApiClient;
import dev.whence.server.cli.Progress;
import dev.whence.server.cli.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plays a scenario to a server, asks it what is wrong, and tells all of it as it happens. For one thread. */
final class Demonstration {
    private static final Duration LOOK_EVERY = Duration.ofMillis(400);

    private final Terminal terminal;
    private final Clock clock;
    private final Scenario scenario;
    private final Optional<Truth> truth;
    private final String url;
    private final ApiClient client;
    private final DemoText text;
    private final Flagged flagged;

    /**
     * Prepares the demonstration.
     *
     * @param url the server's address
     * @param client asks that server
     */
    Demonstration(Terminal terminal, Scenario scenario, String url, ApiClient client) {
        this.terminal = terminal;
        this.clock = terminal.clock();
        this.scenario = scenario;
        this.truth = scenario.truth();
        this.url = url;
        this.client = client;
        this.text = new DemoText(terminal, scenario, truth);
        this.flagged = new Flagged(client, scenario.onset(), scenario.healthy());
    }

    /** Shows it; true when the answer is right. */
    boolean run() {
        text.introduction(url);
        Instant started = clock.instant();
        long records = play();
        text.shipped(records, Duration.between(started, clock.instant()));
        text.flags(
                flagged.all(),
                flagged.share(scenario.start(), scenario.onset()),
                flagged.share(scenario.onset(), scenario.end()));
        Answer answer = ask();
        boolean right = Verdict.isRight(answer, truth);
        text.answer(Report.text(answer), right);
        text.address(url);
        return right;
    }

    private long play() {
        long length = Duration.between(scenario.start(), scenario.end()).toSeconds();
        boolean broken = false;
        try (Progress progress = new Progress(terminal, "simulating", length, " min", 60);
                Playback playback = new Playback(url, scenario.pipeline().name())) {
            Instant looked = clock.instant();
            Iterator<Record> records = scenario.records();
            while (records.hasNext()) {
                Record record = records.next();
                Instant simulated = instant(record);
                if (!broken && !simulated.isBefore(scenario.onset())) {
                    broken = true;
                    progress.print(text.onset());
                }
                if (playback.play(record)) {
                    progress.stepTo(
                            Duration.between(scenario.start(), simulated).toSeconds());
                    if (Duration.between(looked, clock.instant()).compareTo(LOOK_EVERY) >= 0) {
                        tell(flagged.news(simulated), progress);
                        looked = clock.instant();
                    }
                }
            }
            playback.arrive();
            awaitSearchable(playback.counts().delivered());
            tell(flagged.news(scenario.end()), progress);
            return playback.counts().delivered();
        }
    }

    private void tell(List<Flagged.Flag> news, Progress progress) {
        for (Flagged.Flag flag : news) {
            progress.print(text.flag(flag));
        }
    }

    /** What was taken is found within a second. */
    private void awaitSearchable(long records) {
        Instant latest = clock.instant().plusSeconds(30);
        while (client.get("/api/v1/search", Map.of("limit", "0")).path("total").asLong(0) < records
                && clock.instant().isBefore(latest)) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Answer ask() {
        ObjectNode question = JsonMapper.shared().createObjectNode();
        question.put("from", scenario.onset().toString());
        question.put("to", scenario.end().toString());
        return Answers.read(client.post("/api/v1/rca", question));
    }

    private static Instant instant(Record record) {
        return Instant.ofEpochSecond(0, record.timestampNanos());
    }
}
