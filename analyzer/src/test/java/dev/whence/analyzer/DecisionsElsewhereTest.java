package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.Names;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the stage that suffers only does what another stage gave it to do; asked through a real store. */
class DecisionsElsewhereTest {
    @TempDir
    Path folder;

    private static Answer.Cause first(Answer answer) {
        assertThat(answer.causes()).as("causes").isNotEmpty();
        return answer.causes().get(0);
    }

    /** A model that answers, and a check of the answer after it which some answers to the new prompt fail. */
    private Answer checked(double withNewPrompt, double strayBefore) {
        return Written.requests(3, (to, at, incident) -> {
                    String trace = to.trace();
                    String root = to.id();
                    boolean rolledOut = to.chance(incident ? withNewPrompt : strayBefore);
                    long now = to.span(trace, to.id(), root, "chat", at, to.varied(0.4), "", span -> span.put(
                                    Names.REQUEST_MODEL, "large")
                            .put("gen_ai.prompt.version", rolledOut ? "answer@15" : "answer@14"));
                    String error = rolledOut && to.chance(0.6) ? "CitationError" : "";
                    now = to.span(trace, to.id(), root, "check", now, to.varied(0.01), error, span -> {});
                    to.span(trace, root, "", "POST /ask", at, (now - at) / 1e9 + 0.002, error, span -> {});
                })
                .ask(folder);
    }

    @Test
    void checkThatFailsOverAnswersToANewPromptIsThePromptsFault() {
        Answer.Cause cause = first(checked(1, 0));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.attributes()).isEqualTo(Map.of("gen_ai.prompt.version", "answer@15"));
    }

    @Test
    void promptThatReachesAPartOfTheCallsIsNamedThoughAFewHadItBefore() {
        Answer.Cause cause = first(checked(0.5, 0.02));

        assertThat(cause.stage()).isEqualTo("chat");
        assertThat(cause.attributes()).isEqualTo(Map.of("gen_ai.prompt.version", "answer@15"));
    }

    @Test
    void stageThatSendsRequestsRoundAndRoundIsNamedThoughItCallsTheSameModelItself() {
        Answer answer = Written.requests(5, (to, at, incident) -> {
                    String trace = to.trace();
                    String root = to.id();
                    String triage = to.id();
                    long now = to.span(trace, to.id(), triage, "chat", at, to.varied(0.3), "", span -> {});
                    to.span(
                            trace,
                            triage,
                            root,
                            "triage",
                            at,
                            (now - at) / 1e9,
                            "",
                            span -> span.put("prompt.version", incident ? "8" : "7"));
                    int rounds = incident && to.chance(0.6) ? 6 : 1 + to.random.nextInt(2);
                    for (int i = 0; i < rounds; i++) {
                        String agent = to.id();
                        long began = now;
                        now = to.span(trace, to.id(), agent, "chat", now, to.varied(0.5), "", span -> {});
                        to.span(trace, agent, root, "agent", began, (now - began) / 1e9, "", span -> {});
                    }
                    to.span(trace, root, "", "run", at, (now - at) / 1e9 + 0.002, "", span -> {});
                })
                .ask(folder);

        assertThat(first(answer).stage()).isEqualTo("triage");
        assertThat(first(answer).kind()).isEqualTo("calls");
    }

    @Test
    void costIsReadUnderWhateverNameItHas() {
        Answer answer = Written.requests(7, (to, at, incident) -> {
                    String trace = to.trace();
                    String root = to.id();
                    String model = incident && to.chance(0.5) ? "opus" : to.chance(0.5) ? "mini" : "haiku";
                    double cost = to.varied(model.equals("opus") ? 0.02 : 0.001);
                    long now = to.span(
                            trace, to.id(), root, "upstream", at, to.varied(0.4), "", span -> span.put("model", model)
                                    .put("response_cost", cost));
                    to.span(trace, root, "", "POST /chat", at, (now - at) / 1e9 + 0.002, "", span -> {});
                })
                .ask(folder);

        assertThat(answer.symptom().orElseThrow().kind()).isEqualTo("cost");
        assertThat(first(answer).stage()).isEqualTo("upstream");
        assertThat(first(answer).attributes()).isEqualTo(Map.of("model", "opus"));
    }

    /** A model call a request; which model answers is told, what it costs is not. */
    private Answer answeredBy(double newModel) {
        return Written.requests(9, (to, at, incident) -> {
                    String trace = to.trace();
                    String root = to.id();
                    String model = incident && to.chance(newModel) ? "gpt-4o" : to.chance(0.5) ? "mini" : "nano";
                    long now = to.span(trace, to.id(), root, "chat", at, to.varied(0.4), "", span -> span.put(
                                    Names.REQUEST_MODEL, model)
                            .put(Names.OUTPUT_TOKENS, 50 + to.random.nextInt(50)));
                    to.span(trace, root, "", "POST /chat", at, (now - at) / 1e9 + 0.002, "", span -> {});
                })
                .ask(folder);
    }

    @Test
    void anotherModelIsAChangeThoughNothingTellsWhatItCosts() {
        Answer answer = answeredBy(0.6);

        assertThat(answer.symptom().orElseThrow().signal()).isEqualTo("gen_ai.request.model=gpt-4o");
        assertThat(first(answer).kind()).isEqualTo("cost");
        assertThat(first(answer).attributes()).isEqualTo(Map.of(Names.REQUEST_MODEL, "gpt-4o"));
        assertThat(first(answer).confidence()).isNotEqualTo("high");
    }

    @Test
    void aFewCallsOfAnotherModelAreNoTrouble() {
        assertThat(answeredBy(0.05).causes()).isEmpty();
    }

    @Test
    void callsThatNoLongerRunSideBySideAreTheDoingOfWhatStartsThem() {
        Answer answer = Written.requests(11, (to, at, incident) -> {
                    String trace = to.trace();
                    String root = to.id();
                    String map = to.id();
                    int atOnce = incident ? 2 : 8;
                    long[] free = new long[atOnce];
                    Arrays.fill(free, at + Written.nanos(0.002));
                    for (int i = 0; i < 8; i++) {
                        Arrays.sort(free);
                        free[0] = to.span(trace, to.id(), map, "chat", free[0], to.varied(0.8), "", span -> {});
                    }
                    long now = Arrays.stream(free).max().orElseThrow();
                    to.span(
                            trace,
                            map,
                            root,
                            "map",
                            at,
                            (now - at) / 1e9,
                            "",
                            span -> span.put("map.concurrency", atOnce));
                    to.span(trace, root, "", "digest", at, (now - at) / 1e9 + 0.002, "", span -> {});
                })
                .ask(folder);

        assertThat(first(answer).stage()).isEqualTo("map");
        assertThat(first(answer).kind()).isEqualTo("parallel");
        assertThat(first(answer).evidence())
                .anySatisfy(fact -> assertThat(fact.text()).contains("map.concurrency of map went from 8 to 2"));
    }

    @Test
    void tenantWhoseFailuresComeWithItsOwnSurgeIsNamed() {
        Answer answer = Written.requests(13, (to, at, incident) -> {
                    for (int i = 0; i < (incident ? 3 : 1); i++) {
                        String trace = to.trace();
                        String root = to.id();
                        boolean batch = i > 0 || to.chance(0.08);
                        boolean fails = batch && to.chance(incident ? 0.5 : 0.03) || to.chance(0.005);
                        long now = to.span(trace, to.id(), root, "upstream", at, 0.4, fails ? "429" : "", span -> {});
                        to.span(
                                trace,
                                root,
                                "",
                                "POST /chat",
                                at,
                                (now - at) / 1e9 + 0.002,
                                "",
                                span -> span.put("team", batch ? "batch" : to.chance(0.5) ? "search" : "growth"));
                    }
                })
                .ask(folder);

        assertThat(first(answer).stage()).isEqualTo("upstream");
        assertThat(first(answer).attributes()).isEqualTo(Map.of("team", "batch"));
    }
}
