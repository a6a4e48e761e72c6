package dev.whence.server.api;

/**
 * One parameter of a route, as its description has it.
 *
 * @param in {@code query} or {@code path}
 * @param type {@code string} or {@code integer}
 */
record Parameter(String name, String in, String type, String description) {
    static Parameter text(String name, String description) {
        return new Parameter(name, "query", "string", description);
    }

    static Parameter number(String name, String description) {
        return new Parameter(name, "query", "integer", description);
    }

    static Parameter path(String name, String description) {
        return new Parameter(name, "path", "string", description);
    }

    static final Parameter QUERY = text("q", "Which records, in the query language; without it all.");
    static final Parameter FROM = text(
            "from", "The earliest time, inclusive: RFC 3339, an epoch in s, ms, µs or ns, or relative as `now-1h`.");
    static final Parameter TO = text("to", "The latest time, exclusive; written as `from`.");
}
