package dev.whence.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A question to the HTTP API, whose answer a command prints. For one thread. */
final class Asked {
    private final String path;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Asked(String path) {
        this.path = path;
    }

    /** Adds a parameter, unless its option was not given. */
    Asked with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
        return this;
    }

    /** Prints the answer as it is, or as a text. */
    void print(Terminal terminal, ServerChoice server, boolean json, Function<JsonNode, String> text) {
        try (Respondent respondent = server.open(terminal)) {
            JsonNode answer = respondent.client().get(path, parameters);
            terminal.out().print(json ? answer.toPrettyString() + "\n" : text.apply(answer));
            terminal.out().flush();
        }
    }
}
