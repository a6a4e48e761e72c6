package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaMismatchTest {
    private static final String SCHEMA =
            """
            {"type": "object", "required": ["answer", "sources"], "additionalProperties": false,
             "properties": {"answer": {"type": "string"}, "sources": {"type": "array", "items": {"type": "integer"}}}}
            """;

    @TempDir
    Path folder = Path.of(".");

    @Test
    void outputsNotOfTheStagesSchemaAreFlaggedFromTheFirst() throws IOException {
        Detector check = configured(SCHEMA);
        assertThat(flags(check, output("{\"answer\": \"Tomorrow.\", \"sources\": [1, 2]}")))
                .isEmpty();
        assertThat(flags(check, output("```json\n{\"answer\": \"Tomorrow.\", \"sources\": []}\n```")))
                .isEmpty();
        assertThat(flags(check, output("{\"answer\": \"Tomorrow.\"}")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo("schema");
                    assertThat(finding.score()).isEqualTo(0.5);
                    assertThat(finding.reason())
                            .isEqualTo(
                                    "the output of answer is not of the schema that is set for the stage: required property"
                                            + " 'sources' not found");
                });
        assertThat(flags(check, output("{\"answer\": 7, \"sources\": [\"a\"], \"more\": 1}")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.score()).isGreaterThan(0.8);
                    assertThat(finding.reason()).endsWith(", and 2 more");
                });
    }

    @Test
    void textThatIsNoJsonIsForAnotherCheck() throws IOException {
        assertThat(flags(configured(SCHEMA), output("{\"answer\": "))).isEmpty();
    }

    @Test
    void otherStagesAreNotJudged() throws IOException {
        Record other = span("summarise").put(Names.OUTPUT, "{\"summary\": 1}").build();
        assertThat(flags(configured(SCHEMA), other)).isEmpty();
    }

    @Test
    void aSchemaSentWithTheRequestCounts() {
        Detector check = new SchemaMismatch(new OutputSchemas(Map.of()), 0.5, new Exchanges());
        RecordBuilder sent = span("chat").put("gen_ai.request.structured_output_schema", SCHEMA);
        assertThat(flags(
                        check,
                        sent.put(Names.OUTPUT, "{\"answer\": \"Tomorrow.\"}").build()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason())
                        .startsWith("the output of chat is not of the schema that the request asked for: "));
        RecordBuilder parameters = span("chat")
                .put(
                        "llm.invocation_parameters",
                        "{\"temperature\": 0, \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"a\","
                                + " \"schema\": " + SCHEMA + "}}}");
        assertThat(flags(
                        check,
                        parameters
                                .put(Names.OUTPUT, "{\"answer\": \"Tomorrow.\"}")
                                .build()))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            not json
            []
            {"type": "object", "properties": {"a": {"$ref": "https://schemas.example/other.json"}}}
            {"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}
            {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}
            """)
    void aSchemaSentByAClientCanDoNoHarm(String schema) {
        Detector check = new SchemaMismatch(new OutputSchemas(Map.of()), 0.5, new Exchanges());
        Record record = span("chat")
                .put("gen_ai.request.structured_output_schema", schema)
                .put(Names.OUTPUT, "{\"a\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}")
                .build();
        assertThat(flags(check, record)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"type": "object"                                                 | is not JSON
            [1, 2]                                                            | has to be one JSON object
            {"type": "objekt"}                                                | is no JSON schema
            {"properties": {"a": {"$ref": "https://schemas.example/x.json"}}} | refers to https://schemas.example/x.json
            {"properties": {"a": {"$ref": "#/$defs/none"}}}                   | refers to #/$defs/none
            """)
    void aBadSchemaFileIsRefusedWithAReason(String schema, String reason) {
        assertThatThrownBy(() -> configured(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the schema " + folder.resolve("schema.json") + " of the stage \"answer\" ")
                .hasMessageContaining(reason);
    }

    @Test
    void aMissingSchemaFileIsRefusedWithAReason() {
        Path nowhere = folder.resolve("nowhere.json");
        assertThatThrownBy(() -> new OutputSchemas(Map.of("answer", nowhere)))
                .hasMessage("the schema " + nowhere + " of the stage \"answer\" is not there; name the path of a file");
    }

    private Detector configured(String schema) throws IOException {
        Path file = Files.writeString(folder.resolve("schema.json"), schema);
        return new SchemaMismatch(new OutputSchemas(Map.of("answer", file)), 0.5, new Exchanges());
    }

    private static Record output(String text) {
        return span("answer").put(Names.OUTPUT, text).build();
    }

    private static RecordBuilder span(String stage) {
        return Record.builder().kind(Kind.SPAN).put(Names.SERVICE, "assistant").put(Names.STAGE, stage);
    }

    private static List<Finding> flags(Detector check, Record record) {
        Findings findings = new Findings();
        check.inspect(record, findings);
        return findings.flags();
    }
}
