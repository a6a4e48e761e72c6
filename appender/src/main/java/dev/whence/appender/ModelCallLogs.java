package dev.whence.appender;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.ProviderBody;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Recognises what frameworks log about their model calls, and makes of it what a stage would have told.
 *
 * <ul>
 *   <li>LangChain4j ({@code logRequests}, {@code logResponses}): the line of the request gets the prompt and parameters of
 *       the provider's JSON; the line of the response becomes a span from the request to it, with completion, tokens and
 *       finish reason. The line of a retry becomes the failed span of the try before. Blocking calls only: of a stream LangChain4j logs no answer.
 *   <li>Spring AI ({@code log-prompt}, {@code log-completion}): prompt and completion become {@code input} and {@code
 *       output} of the line, which Micrometer Tracing has given the ids of the model call's span.
 * </ul>
 *
 * Every record gives exactly one. For one thread, which sees the records of each logging thread in their order.
 */
final class ModelCallLogs implements UnaryOperator<Record> {
    private static final String LANGCHAIN4J = "dev.langchain4j.http.client.log.LoggingHttpClient";
    private static final String LANGCHAIN4J_RETRIES = "dev.langchain4j.internal.RetryUtils";
    private static final String SPRING_AI = "org.springframework.ai.";
    private static final String BODY = "\n- body: ";
    private static final String HEADERS = "\n- headers: ";
    private static final int MOST_OPEN = 1000;

    private final LongSupplier randomBits;

    /** The last request of each thread that has no response yet. */
    private final Map<String, Record> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Record> eldest) {
            return size() > MOST_OPEN;
        }
    };

    /**
     * Makes ids for spans of the given bits.
     *
     * @param randomBits 64 random bits a call
     */
    ModelCallLogs(LongSupplier randomBits) {
        this.randomBits = randomBits;
    }

    @Override
    public Record apply(Record record) {
        if (record.kind() != Kind.LOG || !(record.fields().get("logger.name") instanceof String logger)) {
            return record;
        }
        if (logger.equals(LANGCHAIN4J)) {
            String message = record.text(Names.MESSAGE);
            return message.startsWith("HTTP request:")
                    ? request(record, message)
                    : message.startsWith("HTTP response:") ? response(record, message) : record;
        }
        if (logger.equals(LANGCHAIN4J_RETRIES)) {
            return retry(record);
        }
        return logger.startsWith(SPRING_AI) ? springAi(record) : record;
    }

    private Record request(Record record, String message) {
        RecordBuilder with = record.toBuilder();
        if (!ProviderBody.putRequest(after(message, BODY), with)) {
            return record;
        }
        with.put(Names.MESSAGE, message.substring(0, headEnd(message))); // no headers: they show parts of the key
        Optional<URI> url = url(message);
        url.ifPresent(address -> with.put("server.address", address.getHost()));
        boolean embeds = url.map(URI::getPath).orElse("").contains("embed");
        with.put(Names.OPERATION_NAME, embeds ? "embeddings" : "chat");
        Record request = with.build();
        open.put(record.text("thread.name"), request);
        return request;
    }

    private Record response(Record record, String message) {
        RecordBuilder with = record.toBuilder();
        boolean known = ProviderBody.putResponse(after(message, BODY), with);
        Record request = open.remove(record.text("thread.name"));
        if (!known || request == null) {
            return record;
        }
        becomeSpan(with, request, record.timestampNanos());
        long status = statusCode(message);
        with.put("http.response.status_code", status == 0 ? null : status);
        with.put(Names.STATUS, status >= 400 ? "error" : "ok");
        return with.remove(Names.MESSAGE).remove(Names.SEVERITY).build();
    }

    /** A try that failed has no response line; this one, with the throwable, is all there is of it. */
    private Record retry(Record record) {
        Record request = record.has(Names.ERROR_TYPE) ? open.remove(record.text("thread.name")) : null;
        if (request == null) {
            return record;
        }
        RecordBuilder with = record.toBuilder();
        becomeSpan(with, request, record.timestampNanos());
        return with.put(Names.STATUS, "error").remove(Names.SEVERITY).build();
    }

    private void becomeSpan(RecordBuilder with, Record request, long endNanos) {
        request.fields().forEach((name, value) -> {
            if (!with.has(name)) {
                with.put(name, value);
            }
        });
        long nanos = Math.max(0, endNanos - request.timestampNanos());
        with.kind(Kind.SPAN).timestampNanos(request.timestampNanos()).put(Names.DURATION, nanos / 1e9);
        with.put(Names.STAGE, request.text(Names.OPERATION_NAME) + " " + request.text(Names.REQUEST_MODEL));
        putPlace(with, request);
    }

    /** The span is a child of what its thread was in when it asked. */
    private void putPlace(RecordBuilder span, Record request) {
        Optional<TraceContext> parent = TraceContext.of(
                request.has(Names.TRACE_ID) ? request.traceId() : request.text("traceId"),
                request.has(Names.SPAN_ID) ? request.spanId() : request.text("spanId"));
        String spanId = TraceContext.randomSpanId(randomBits);
        span.put(
                Names.TRACE_ID,
                parent.map(TraceContext::traceId).orElseGet(() -> TraceContext.randomTraceId(randomBits)));
        span.put(Names.PARENT_SPAN_ID, parent.map(TraceContext::spanId).orElse(null));
        span.put(Names.SPAN_ID, spanId).remove("traceId").remove("spanId");
    }

    private static Record springAi(Record record) {
        String message = record.text(Names.MESSAGE);
        int end = message.indexOf('\n');
        if (end < 0) {
            return record;
        }
        String target =
                switch (message.substring(0, end)) {
                    case "Chat Model Prompt Content:", "Chat Client Prompt Content:" -> Names.INPUT;
                    case "Chat Model Completion:", "Chat Client Completion:", "Vector Store Query Response:" ->
                        Names.OUTPUT;
                    default -> "";
                };
        if (target.isEmpty() || record.has(target)) {
            return record;
        }
        // Texts in the list are not escaped, so only its outermost marks can be taken off for sure.
        String list = message.substring(end + 1).strip();
        String text = list.startsWith("[\"") && list.endsWith("\"]") && list.length() >= 4
                ? list.substring(2, list.length() - 2)
                : list.equals("[]") ? "" : list;
        return record.toBuilder()
                .put(target, text)
                .put(Names.MESSAGE, message.substring(0, end))
                .build();
    }

    private static int headEnd(String message) {
        int headers = message.indexOf(HEADERS);
        return headers >= 0 ? headers : message.indexOf(BODY);
    }

    private static String after(String message, String mark) {
        int at = message.indexOf(mark);
        return at < 0 ? "" : message.substring(at + mark.length()).strip();
    }

    private static Optional<URI> url(String message) {
        String rest = after(message, "\n- url: ");
        int end = rest.indexOf('\n');
        try {
            return Optional.of(URI.create(end < 0 ? rest : rest.substring(0, end)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static long statusCode(String message) {
        String rest = after(message, "\n- status code: ");
        return rest.length() >= 3 && rest.substring(0, 3).chars().allMatch(Character::isDigit)
                ? Long.parseLong(rest.substring(0, 3))
                : 0;
    }
}
