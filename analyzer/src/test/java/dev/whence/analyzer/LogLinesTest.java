package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Names;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that write nothing but log lines, most of them when some work is done and with how long it took. */
class LogLinesTest {
    /** How long the search takes, whether the page breaks, and in which language it is asked. */
    private record Served(double search, boolean modelFails, boolean breaks, String language) {}

    private static void serve(Written to, long at, Served served) {
        String trace = to.trace();
        to.line(trace, "front", at, "INFO", line -> line.put(Names.MESSAGE, "message received")
                .put("lang", served.language));
        long searched = at + Written.nanos(served.search);
        to.line(trace, "search", searched, "INFO", line -> line.put(Names.MESSAGE, "search done")
                .put(Names.DURATION, served.search)
                .put("lang", served.language));
        double model = to.varied(1.4);
        long answered = searched + Written.nanos(model);
        to.line(trace, "brain", answered, served.modelFails ? "ERROR" : "INFO", line -> line.put(
                        Names.MESSAGE, served.modelFails ? "giving up" : "completion ok")
                .put("logger.name", served.modelFails ? "brain.Dialog" : "brain.Client")
                .put(Names.ERROR_TYPE, served.modelFails ? "http_503" : "")
                .put(Names.DURATION, model)
                .put("lang", served.language));
        long rendered = answered + Written.nanos(to.varied(0.004));
        if (served.breaks) {
            to.line(trace, "front", rendered, "ERROR", line -> line.put(Names.MESSAGE, "card is null")
                    .put(Names.ERROR_TYPE, "NullPointerException")
                    .put("lang", served.language));
        }
        boolean failed = served.breaks || served.modelFails;
        to.line(trace, "front", rendered, failed ? "ERROR" : "INFO", line -> line.put(
                        Names.MESSAGE, failed ? "request failed" : "answered")
                .put(Names.DURATION, (rendered - at) / 1e9)
                .put("lang", served.language));
    }

    private static String language(Written to) {
        return to.chance(0.6) ? "en" : to.chance(0.5) ? "de" : "fr";
    }

    @Test
    void lineThatTellsOfTheWholeRequestStandsAboveTheLinesOfItsParts(@TempDir Path folder) {
        Answer answer = Written.requests(
                        31,
                        (to, at, incident) ->
                                serve(to, at, new Served(to.varied(incident ? 1.9 : 0.12), false, false, language(to))))
                .ask(folder);

        Answer.Cause cause = answer.causes().get(0);
        assertThat(cause.service()).isEqualTo("search");
        assertThat(cause.kind()).isEqualTo("latency");
        assertThat(answer.symptom().orElseThrow().before()).isBetween(1.3, 1.8);
    }

    @Test
    void failuresThatOnlyLinesTellOfAreFelt(@TempDir Path folder) {
        Answer answer = Written.requests(
                        32,
                        (to, at, incident) -> serve(
                                to, at, new Served(to.varied(0.12), false, incident && to.chance(0.25), language(to))))
                .ask(folder);

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("error");
        assertThat(answer.causes().get(0).service()).isEqualTo("front");
    }

    @Test
    void nameOfTheLoggerIsNoPartOfTheCalls(@TempDir Path folder) {
        Answer answer = Written.requests(33, (to, at, incident) -> {
                    String language = language(to);
                    boolean fails = incident && language.equals("fr") && to.chance(0.8);
                    serve(to, at, new Served(to.varied(0.12), fails, false, language));
                })
                .ask(folder);

        assertThat(answer.causes().get(0).service()).isEqualTo("brain");
        assertThat(answer.causes().get(0).attributes()).containsOnlyKeys("lang").containsEntry("lang", "fr");
    }
}
