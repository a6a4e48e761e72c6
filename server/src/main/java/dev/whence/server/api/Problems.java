package dev.whence.server.api;

import dev.whence.indexer.OverloadedException;
import dev.whence.indexer.QueryException;
import dev.whence.indexer.StoreException;
import dev.whence.server.ingest.UnreadableBodyException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a request ran into to a {@link Problem} and answers it. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_SOON = "1";
    private static final String RETRY_LATER = "5";

    private final Collection<String> paths;

    /** @param paths of all routes, to name the nearest when somebody asks for one there isn't */
    Problems(Collection<String> paths) {
        this.paths = new TreeSet<>(paths);
    }

    void answer(Exception failure, Context exchange) {
        Problem problem = of(failure, exchange);
        if (exchange.res().isCommitted()) {
            LOG.warn("The answer to {} {} broke off: {}", exchange.method(), exchange.path(), problem.detail());
            return;
        }
        write(problem, exchange);
    }

    /** As above, for what the framework says of routes: it knows no OPTIONS. */
    void answerFramework(HttpResponseException failure, Context exchange) {
        String allowed = failure.getDetails().getOrDefault("availableMethods", "");
        if (HandlerType.OPTIONS.equals(exchange.method()) && !allowed.isEmpty()) {
            exchange.status(HttpStatus.NO_CONTENT);
            exchange.header("Allow", "OPTIONS, " + allowed);
        } else {
            answer(failure, exchange);
        }
    }

    static void write(Problem problem, Context exchange) {
        problem.headers().forEach(exchange::header);
        exchange.status(problem.status());
        exchange.contentType(Problem.CONTENT_TYPE);
        exchange.result(Json.bytes(problem.members()));
    }

    /** What is to be told of a failure. */
    Problem of(Throwable failure, Context exchange) {
        return switch (failure) {
            case Problem problem -> problem;
            case QueryException query -> {
                Problem problem = Problem.badRequest(message(query));
                yield query.column() > 0 ? problem.with("column", (long) query.column()) : problem;
            }
            case OverloadedException overloaded ->
                new Problem(429, message(overloaded)).withHeader("Retry-After", RETRY_SOON);
            case StoreException store -> {
                LOG.error("The store failed at {} {}: {}", exchange.method(), exchange.path(), message(store));
                LOG.debug("Where the store failed", store);
                yield new Problem(503, "The store cannot do this now: " + message(store))
                        .withHeader("Retry-After", RETRY_LATER);
            }
            case UnreadableBodyException unreadable -> Problem.badRequest(unreadable.detail());
            case HttpResponseException http -> ofFramework(http, exchange);
            case EofException gone -> new Problem(400, "the request ended before its body did");
            case IOException broken -> new Problem(400, "the body could not be read: " + message(broken));
            default -> unexpected(failure, exchange);
        };
    }

    private Problem ofFramework(HttpResponseException failure, Context exchange) {
        if (failure.getStatus() == HttpStatus.METHOD_NOT_ALLOWED.getCode()) {
            String allowed = failure.getDetails().getOrDefault("availableMethods", "");
            return new Problem(
                            405,
                            exchange.path() + " does not take " + exchange.method() + "; use "
                                    + (allowed.isEmpty() ? "another method" : allowed))
                    .withHeader("Allow", allowed);
        }
        if (failure.getStatus() == HttpStatus.NOT_FOUND.getCode()) {
            return new Problem(404, notFound(exchange.path()));
        }
        return new Problem(failure.getStatus(), message(failure));
    }

    private String notFound(String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String near = Nearest.of(plain, paths)
                .map(each -> "; did you mean " + each + "?")
                .orElse(".");
        return "there is nothing at " + path + near + " /openapi.json lists all routes";
    }

    private static Problem unexpected(Throwable failure, Context exchange) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Request {} failed: {} {}", id, exchange.method(), exchange.path(), failure);
        return new Problem(500, "The server failed at this; its log tells more under the id " + id).with("id", id);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
