package dev.whence.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes all routes, its own included, as OpenAPI 3.1: from the list that registers them. */
final class OpenApiRoutes {
    private static final String SCHEMAS = "/openapi-schemas.json";

    private final List<Route> described = new ArrayList<>();

    /** @param others all other routes */
    OpenApiRoutes(List<Route> others) {
        described.addAll(others);
        described.addAll(routes());
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/openapi.json",
                        "This description, as OpenAPI 3.1.",
                        (exchange, parameters) -> describe(exchange))
                .answering(Route.Answer.ok("The description.", new Route.Content("application/json", ""))));
    }

    private void describe(Context exchange) throws IOException {
        String schemas;
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(SCHEMAS)) {
            if (in == null) {
                throw new IOException("the program lacks its resource " + SCHEMAS);
            }
            schemas = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Json.answer(exchange, json -> {
            json.writeStringProperty("openapi", "3.1.0");
            json.writeName("info");
            Json.value(json, info());
            json.writeName("paths");
            Json.value(json, paths());
            json.writeObjectPropertyStart("components");
            json.writeName("schemas");
            json.writeRawValue(schemas);
            json.writeEndObject();
        });
    }

    private static Map<String, Object> info() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Whence");
        info.put("version", "1");
        info.put("description", "Ships, finds, traces and explains what LLM applications did.");
        info.put("license", Map.of("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0"));
        return info;
    }

    private Map<String, Map<String, Object>> paths() {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Route route : described) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        return paths;
    }

    private static Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        if (!route.parameters().isEmpty()) {
            operation.put(
                    "parameters",
                    route.parameters().stream().map(OpenApiRoutes::parameter).toList());
        }
        if (!route.takes().isEmpty()) {
            operation.put("requestBody", Map.of("required", true, "content", contents(route.takes())));
        }
        Map<String, Object> answers = new LinkedHashMap<>();
        for (Route.Answer answer : route.answers()) {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("description", answer.description());
            described.put("content", contents(answer.contents()));
            answers.put(String.valueOf(answer.status()), described);
        }
        answers.put(
                "default",
                Map.of(
                        "description",
                        "Any other failure; `detail` tells what to change.",
                        "content",
                        contents(List.of(new Route.Content(Problem.CONTENT_TYPE, "Problem")))));
        operation.put("responses", answers);
        return operation;
    }

    /** The method and the words of the path: {@code getApiV1TracesByTraceId}. */
    private static String operationId(Route route) {
        StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        for (String part : route.path().replace("{", "by_").split("[^A-Za-z0-9]+")) {
            if (!part.isEmpty()) {
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", parameter.name());
        described.put("in", parameter.in());
        described.put("required", parameter.in().equals("path"));
        described.put("description", parameter.description());
        described.put("schema", Map.of("type", parameter.type()));
        return described;
    }

    private static Map<String, Object> contents(List<Route.Content> contents) {
        Map<String, Object> byType = new LinkedHashMap<>();
        for (Route.Content content : contents) {
            byType.put(content.type(), Map.of("schema", schema(content)));
        }
        return byType;
    }

    private static Map<String, Object> schema(Route.Content content) {
        if (!content.schema().isEmpty()) {
            return Map.of("$ref", "#/components/schemas/" + content.schema());
        }
        return content.type().startsWith("text/") ? Map.of("type", "string") : Map.of();
    }
}
