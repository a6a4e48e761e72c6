package dev.whence.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What was retrieved against what is relevant, over HTTP, as several clients write it. */
class RetrievalQualityTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    @TempDir
    static Path folder;

    private static TestServer server;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = TestServer.start(folder);
        server.take(
                // OpenInference: a search that returns five, of which a reranker keeps three
                """
                {"timestamp":"2026-11-24T12:00:00Z","trace_id":"a1","span_id":"01","service":"rag","stage":"ask","duration":2,"tenant.id":"acme"}""",
                """
                {"timestamp":"2026-11-24T12:00:00.1Z","trace_id":"a1","span_id":"02","parent_span_id":"01","service":"rag","stage":"search","duration":0.2,"openinference.span.kind":"RETRIEVER",\
                "retrieval.documents.0.document.id":"d1","retrieval.documents.1.document.id":"d2","retrieval.documents.2.document.id":"d3","retrieval.documents.3.document.id":"d4","retrieval.documents.4.document.id":"d5"}""",
                """
                {"timestamp":"2026-11-24T12:00:00.4Z","trace_id":"a1","span_id":"03","parent_span_id":"01","service":"rag","stage":"rerank","duration":0.2,\
                "reranker.output_documents.0.document.id":"d4","reranker.output_documents.1.document.id":"d1","reranker.output_documents.2.document.id":"d2"}""",
                """
                {"timestamp":"2026-11-24T12:00:00.7Z","trace_id":"a1","span_id":"04","parent_span_id":"01","service":"rag","stage":"chat","duration":1,"gen_ai.request.model":"large","gen_ai.prompt.version":"2","output":"Yes."}""",
                """
                {"timestamp":"2026-11-25T09:10:00Z","trace_id":"a1","score.name":"golden","score.expected":["d4","d2","d9"]}""",
                // OpenTelemetry: a retrieval that finds nothing; the score names it, and its document as a text
                """
                {"timestamp":"2026-11-24T12:01:00Z","trace_id":"a2","span_id":"11","service":"rag","stage":"search","duration":0.2,"gen_ai.operation.name":"retrieval","gen_ai.retrieval.documents":[],"gen_ai.retrieval.documents.count":0}""",
                """
                {"timestamp":"2026-11-25T11:10:00Z","trace_id":"a2","span_id":"11","score.name":"golden","score.expected":"d7, d8"}""",
                // Ragas: a row of its own
                """
                {"timestamp":"2026-11-25T09:20:00Z","kind":"score","score.name":"ragas","retrieved_context_ids":["x","y"],"reference_context_ids":["y"],"gen_ai.request.model":"small"}""",
                // an expected answer is no document
                """
                {"timestamp":"2026-11-25T09:30:00Z","trace_id":"a1","score.name":"correctness","score.value":true,"score.expected":"Yes, they do."}""",
                """
                {"timestamp":"2026-11-25T09:31:00Z","trace_id":"a1","score.name":"correctness","score.value":false}""",
                // a trace without a retrieval
                """
                {"timestamp":"2026-11-25T09:40:00Z","trace_id":"a9","score.name":"lost","score.expected":["d1"]}""");
        description = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode ask(String parameters) {
        JsonNode answer = server.get("/api/v1/quality?" + parameters).json();
        assertThat(Schema.in(description).faults("Quality", answer)).isEmpty();
        return answer;
    }

    private static JsonNode group(JsonNode answer, String field, String value) {
        return answer.path("groups")
                .valueStream()
                .filter(group -> group.path("values").path(field).asString().equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRetrievalThatEndedLastIsWhatTheModelWasGiven() {
        JsonNode retrieval = group(ask("name=golden&k=1,2,3,5"), "gen_ai.request.model", "large")
                .path("retrieval");
        // d4, d1, d2 of the relevant d4, d2, d9
        assertThat(retrieval.path("count").asInt()).isEqualTo(1);
        assertThat(retrieval.path("returned").asDouble()).isEqualTo(3);
        assertThat(retrieval.path("relevant").asDouble()).isEqualTo(3);
        assertThat(retrieval.path("mrr").asDouble()).isEqualTo(1);
        assertThat(at(retrieval, 0, "precision")).isEqualTo(1);
        assertThat(at(retrieval, 0, "recall")).isEqualTo(1 / 3.0, EXACTLY);
        assertThat(at(retrieval, 1, "precision")).isEqualTo(0.5);
        assertThat(at(retrieval, 2, "precision")).isEqualTo(2 / 3.0, EXACTLY);
        assertThat(at(retrieval, 2, "recall")).isEqualTo(2 / 3.0, EXACTLY);
        double ideal = 1 + 1 / log2(3) + 1 / log2(4);
        assertThat(at(retrieval, 2, "ndcg")).isEqualTo((1 + 1 / log2(4)) / ideal, EXACTLY);
        // fewer than five were returned
        assertThat(at(retrieval, 3, "k")).isEqualTo(5);
        assertThat(at(retrieval, 3, "precision")).isEqualTo(2 / 5.0, EXACTLY);
        assertThat(at(retrieval, 3, "hit_rate")).isEqualTo(1);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    private static double at(JsonNode retrieval, int index, String name) {
        return retrieval.at("/at/" + index + "/" + name).asDouble();
    }

    @Test
    void eachStageIsMeasuredByWhatItReturned() {
        JsonNode answer = ask("name=golden&by=stage&k=2");
        JsonNode search = group(answer, "stage", "search").path("retrieval");
        // d1, d2 of the three; and nothing of the two
        assertThat(search.path("count").asInt()).isEqualTo(2);
        assertThat(search.path("returned").asDouble()).isEqualTo(2.5);
        assertThat(at(search, 0, "recall")).isEqualTo((1 / 3.0 + 0) / 2, EXACTLY);
        assertThat(at(search, 0, "hit_rate")).isEqualTo(0.5);
        assertThat(search.path("mrr").asDouble()).isEqualTo((1 / 2.0 + 0) / 2, EXACTLY);
        assertThat(at(group(answer, "stage", "rerank").path("retrieval"), 0, "recall"))
                .isEqualTo(1 / 3.0, EXACTLY);
        assertThat(group(answer, "stage", "ask").has("retrieval")).isFalse();
        assertThat(group(answer, "stage", "chat").has("retrieval")).isFalse();
    }

    @Test
    void aScoreMayBringWhatWasRetrieved() {
        JsonNode retrieval =
                group(ask("name=ragas"), "gen_ai.request.model", "small").path("retrieval");
        assertThat(retrieval.path("mrr").asDouble()).isEqualTo(0.5);
        assertThat(retrieval.path("at").valueStream().map(at -> at.path("k").asInt()))
                .containsExactly(1, 3, 5, 10);
        assertThat(at(retrieval, 0, "recall")).isZero();
        assertThat(at(retrieval, 1, "recall")).isEqualTo(1);
    }

    @Test
    void anExpectedAnswerIsNoDocumentAndYesCountsAsOne() {
        JsonNode correctness = group(ask("name=correctness"), "gen_ai.request.model", "large");
        assertThat(correctness.has("retrieval")).isFalse();
        assertThat(correctness.path("valued").asInt()).isEqualTo(2);
        assertThat(correctness.path("mean").asDouble()).isEqualTo(0.5);
    }

    @Test
    void relevantDocumentsWithoutARetrievalAreCounted() {
        JsonNode answer = ask("");
        assertThat(answer.at("/examined/without_retrieval").asInt()).isEqualTo(1);
        assertThat(ask("name=golden").at("/examined/without_retrieval").asInt()).isZero();
    }

    @Test
    void figuresComeInStretchesOfTimeToo() {
        JsonNode stage = group(ask("by=stage&name=golden&interval=1h"), "stage", "search");
        assertThat(stage.path("count").asInt()).isEqualTo(2);
        assertThat(stage.path("buckets")).hasSize(2);
        assertThat(stage.at("/buckets/0/time").asString()).isEqualTo("2026-11-25T09:00:00Z");
        assertThat(stage.at("/buckets/0/count").asInt()).isEqualTo(1);
        assertThat(at(stage.at("/buckets/0/retrieval"), 2, "recall")).isEqualTo(2 / 3.0, EXACTLY);
        assertThat(stage.at("/buckets/1/time").asString()).isEqualTo("2026-11-25T11:00:00Z");
        assertThat(at(stage.at("/buckets/1/retrieval"), 2, "recall")).isZero();
        assertThat(group(ask("name=correctness&interval=1d"), "gen_ai.request.model", "large")
                        .at("/buckets/0/mean")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(stage.has("buckets")).isTrue();
        assertThat(ask("name=golden").at("/groups/0").has("buckets")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenant.id:acme | 3",
                "stage:rerank AND service:rag | 3",
                "score.name:ragas | 1",
                "gen_ai.request.model:small | 1",
                "stage:search | 4",
                "tenant.id:nobody | 0",
            })
    void aQueryTakesScoresThatMatchOrWhoseRequestDoes(String query, int scores) {
        assertThat(ask("q=" + TestServer.encoded(query)).at("/examined/scores").asInt())
                .isEqualTo(scores);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "k=0|k is a whole number from 1 to 100, or several between commas; not \"0\"",
                "k=five|not \"five\"",
                "k=1,2,3,4,5,6|k takes 5 numbers at most",
                "interval=often|interval is a length of time such as 30s, 5m, 1h",
                "q=((|this ( is not closed",
                "intervall=1h|did you mean \"interval\"",
            })
    void misuseIsExplained(String parameters, String detail) {
        TestServer.Reply reply = server.get("/api/v1/quality?" + parameters);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.detail()).contains(detail);
    }

    @Test
    void whatWasRetrievedCanBeSearched() {
        assertThat(List.of(
                        server.get("/api/v1/search?q=gen_ai.retrieval.documents.ids:d5")
                                .json()
                                .path("total")
                                .asInt(),
                        server.get("/api/v1/search?q=gen_ai.retrieval.documents.ids:d1")
                                .json()
                                .path("total")
                                .asInt()))
                .containsExactly(1, 2);
    }
}
