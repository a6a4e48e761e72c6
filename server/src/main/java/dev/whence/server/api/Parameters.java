package dev.whence.server.api;

import dev.whence.indexer.Selection;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of one request, checked against those its route takes. Every complaint says what to write instead. */
final class Parameters {
    private final Map<String, List<String>> query;
    private final Map<String, String> path;
    private final InstantSource clock;

    private Parameters(Map<String, List<String>> query, Map<String, String> path, InstantSource clock) {
        this.query = query;
        this.path = path;
        this.clock = clock;
    }

    /** @throws Problem for a parameter which the route does not take */
    static Parameters of(Context exchange, Route route, InstantSource clock) {
        List<String> known = route.parameters().stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Parameter::name)
                .toList();
        Map<String, List<String>> query = exchange.queryParamMap();
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw Problem.badRequest(unknown(name, known));
            }
        }
        return new Parameters(query, exchange.pathParamMap(), clock);
    }

    private static String unknown(String name, List<String> known) {
        String near = Nearest.of(name, known)
                .map(each -> "; did you mean \"" + each + "\"?")
                .orElse("");
        return "there is no parameter \"" + name + "\"" + near
                + (known.isEmpty() ? "; this route takes none" : " Known are: " + String.join(", ", known));
    }

    /** A part of the path; never blank. */
    String path(String name) {
        return path.getOrDefault(name, "");
    }

    /** The trimmed value; empty when it was not given or is blank. */
    Optional<String> text(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.badRequest("the parameter " + name + " is given " + values.size() + " times; give it once");
        }
        return values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The values between commas; a parameter given several times adds up. */
    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (String given : query.getOrDefault(name, List.of())) {
            for (String one : given.split(",", -1)) {
                if (!one.isBlank()) {
                    values.add(one.strip());
                }
            }
        }
        return values;
    }

    /** A whole number from {@code least} to {@code most}. */
    int number(String name, int preset, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return preset;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw badNumber(name, text.get(), least, most);
        }
        throw badNumber(name, text.get(), least, most);
    }

    private static Problem badNumber(String name, String value, int least, int most) {
        return Problem.badRequest(
                name + " is a whole number from " + least + " to " + most + "; not \"" + value + "\"");
    }

    /** A length of time in nanoseconds: a number of seconds, or with a unit as {@code 500ms}, {@code 5m}, {@code 1h}. */
    OptionalLong duration(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong nanos = TimeText.durationNanos(text.get());
        if (nanos.isEmpty() || nanos.getAsLong() <= 0) {
            throw Problem.badRequest(name + " is a length of time such as 30s, 5m, 1h or a number of seconds above 0;"
                    + " not \"" + text.get() + "\"");
        }
        return nanos;
    }

    /** Which records: {@code q}, {@code from} and {@code to}. */
    Selection selection() {
        OptionalLong from = time("from");
        OptionalLong to = time("to");
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            throw Problem.badRequest("from must be before to; from is "
                    + text("from").orElseThrow() + " and to is " + text("to").orElseThrow());
        }
        return new Selection(query(), from.orElse(Long.MIN_VALUE), to.orElse(Long.MAX_VALUE));
    }

    /** As it was written, so that columns in complaints fit. */
    private String query() {
        text("q");
        List<String> values = query.getOrDefault("q", List.of());
        return values.isEmpty() || values.get(0).isBlank() ? "" : values.get(0);
    }

    OptionalLong time(String name) {
        Optional<String> text = text(name);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(TimeText.timeNanos(name, text.get(), clock));
    }
}
