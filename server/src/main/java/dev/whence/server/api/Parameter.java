package dev.whence.server.api;

import java.util.List;

/**
 * One parameter of a route, as its description has it.
 *
 * @param in {@code query} or {@code path}
 * @param type {@code string}, {@code integer} or {@code number}
 * @param values the values it takes; empty when they cannot be listed
 */
record Parameter(String name, String in, String type, String description, List<String> values) {
    Parameter {
        values = List.copyOf(values);
    }

    static Parameter text(String name, String description) {
        return new Parameter(name, "query", "string", description, List.of());
    }

    static Parameter number(String name, String description) {
        return new Parameter(name, "query", "integer", description, List.of());
    }

    static Parameter path(String name, String description) {
        return new Parameter(name, "path", "string", description, List.of());
    }

    static final Parameter QUERY = text("q", "Which records, in the query language; without it all.");
    static final Parameter FROM = text(
            "from", "The earliest time, inclusive: RFC 3339, an epoch in s, ms, µs or ns, or relative as `now-1h`.");
    static final Parameter TO = text("to", "The latest time, exclusive; written as `from`.");
}
