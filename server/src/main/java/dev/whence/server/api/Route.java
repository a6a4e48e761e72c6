package dev.whence.server.api;

import io.javalin.http.Context;
import java.util.List;

/**
 * One route and its documentation.
 *
 * @param method {@code GET} or {@code POST}
 * @param path with parameters in braces
 * @param summary what it does, in one sentence
 * @param parameters all that it takes: any other is refused
 * @param takes what its body may be; empty for none
 * @param answers what it answers, errors included
 */
record Route(
        String method,
        String path,
        String summary,
        List<Parameter> parameters,
        List<Content> takes,
        List<Answer> answers,
        Action action) {
    Route {
        parameters = List.copyOf(parameters);
        takes = List.copyOf(takes);
        answers = List.copyOf(answers);
    }

    static Route get(String path, String summary, Action action) {
        return new Route("GET", path, summary, List.of(), List.of(), List.of(), action);
    }

    static Route post(String path, String summary, Action action) {
        return new Route("POST", path, summary, List.of(), List.of(), List.of(), action);
    }

    Route with(Parameter... more) {
        return new Route(method, path, summary, List.of(more), takes, answers, action);
    }

    Route taking(Content... contents) {
        return new Route(method, path, summary, parameters, List.of(contents), answers, action);
    }

    Route answering(Answer... all) {
        return new Route(method, path, summary, parameters, takes, List.of(all), action);
    }

    /** What answers a request. */
    @FunctionalInterface
    interface Action {
        /** Answers; whatever is thrown becomes a problem. */
        void answer(Context exchange, Parameters parameters) throws Exception;
    }

    /**
     * A body.
     *
     * @param schema the name of its schema in the description; empty for free text or bytes
     */
    record Content(String type, String schema) {
        static Content json(String schema) {
            return new Content("application/json", schema);
        }
    }

    /** @param contents empty for an answer without a body, or with a problem as its body */
    record Answer(int status, String description, List<Content> contents) {
        static Answer ok(String description, Content... contents) {
            return new Answer(200, description, List.of(contents));
        }

        static Answer problem(int status, String description) {
            return new Answer(status, description, List.of(new Content(Problem.CONTENT_TYPE, "Problem")));
        }
    }
}
