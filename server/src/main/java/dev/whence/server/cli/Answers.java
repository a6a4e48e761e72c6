package dev.whence.server.cli;

import dev.whence.analyzer.Answer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads the analyzer's answers back from the JSON in which the HTTP API gives them. */
public final class Answers {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Answers() {}

    /**
     * The answer in that JSON.
     *
     * @throws Failure when it is something else
     */
    public static Answer read(JsonNode json) {
        try {
            return JSON.treeToValue(json, Answer.class);
        } catch (JacksonException e) {
            throw new Failure(
                    "the server's answer is not understood; is it of another version? " + e.getOriginalMessage(), e);
        }
    }
}
