package dev.whence.analyzer;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Requests to a small pipeline, written down span by span; the same each time. The gateway calls the retriever, which
 * calls the vector store in another service; then the model is called and its answer parsed.
 */
final class Traffic {
    static final long START = 1_760_000_000_000_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final long MINUTE = 60 * SECOND;
    private static final List<String> REGIONS = List.of("eu-west", "us-east", "ap-south");
    private static final List<String> TENANTS = List.of("acme", "bolt", "coda", "dune");

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Record> records = new ArrayList<>();
    private long ids = 0x1000;

    /** What happens to one request; a fault changes it before the request runs. */
    static final class Request {
        final long at;
        final String region;
        final String tenant;
        final SplittableRandom random;
        double search = 0.04;
        double wire = 0.001;
        double model = 0.3;
        double parse = 0.002;
        int documents = 5;
        int outputTokens = 100;
        double costFactor = 1;
        String modelName = "mini";
        String modelStage = "chat";
        String promptVersion = "v1";
        String searchError = "";
        String fallback = "";
        String parseError = "";
        double confidence = 0.9;
        double repetition = 0.1;
        int outputLength = 400;
        int modelCalls = 1;
        boolean passesAnswerOn;
        boolean cached;
        boolean refuses;
        boolean audits = true;
        int failedAttempts;
        int brokenAnswers;
        double giveUpAfter = Double.MAX_VALUE;

        private Request(long at, SplittableRandom random) {
            this.at = at;
            this.random = random;
            this.region = REGIONS.get(random.nextInt(REGIONS.size()));
            this.tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        }

        boolean chance(double share) {
            return random.nextDouble() < share;
        }
    }

    /** Requests one after another, {@code everySeconds} apart on average. */
    Traffic run(long fromNanos, long toNanos, double everySeconds, Consumer<Request> fault) {
        long at = fromNanos;
        while (at < toNanos) {
            Request request = new Request(at, random);
            fault.accept(request);
            serve(request);
            at += Math.round((0.5 + random.nextDouble()) * everySeconds * SECOND);
        }
        return this;
    }

    /** Half an hour of healthy traffic and ten minutes with the fault. */
    static Traffic with(Consumer<Request> fault) {
        return new Traffic().run(START, onset(), 2, request -> {}).run(onset(), end(), 2, fault);
    }

    static long onset() {
        return START + 30 * MINUTE;
    }

    static long end() {
        return onset() + 10 * MINUTE;
    }

    Traffic add(Record record) {
        records.add(record);
        return this;
    }

    List<Record> records() {
        return List.copyOf(records);
    }

    private double varied(double seconds) {
        return seconds * (0.8 + 0.4 * random.nextDouble());
    }

    private void serve(Request request) {
        String trace = String.format("%032x", ids++);
        String root = id();
        if (request.cached) {
            long to = request.at + nanos(varied(0.004));
            span(trace, root, "", "gateway", "POST /ask", request.at, to, "", span -> root(request, span));
            return;
        }
        String retrieve = id();
        long now = request.at + 2_000_000;
        long began = now;
        now += nanos(varied(0.003));
        now = search(request, trace, retrieve, now);
        boolean searchFails = !request.searchError.isEmpty();
        span(trace, retrieve, root, "app", "retrieve", began, now, request.searchError, any -> {});
        String error = request.searchError;
        if (!searchFails) {
            for (int i = 0; i < request.failedAttempts; i++) {
                long failed = now + nanos(varied(0.05));
                span(trace, id(), root, "app", request.modelStage, now, failed, "429", span -> model(request, span));
                now = failed + nanos(0.5);
            }
            for (int i = 0; i < request.brokenAnswers; i++) {
                long answered = now + nanos(varied(request.model) + 0.5);
                span(trace, id(), root, "app", "chat", now, answered, "", span -> {
                    model(request, span);
                    span.put(Names.OUTPUT_LENGTH, 400).put(Names.QUALITY_INVALID_JSON, 1.0);
                });
                now = answered;
            }
            for (int i = 1; i < request.modelCalls; i++) {
                String failure = request.chance(0.02) ? "500" : "";
                long called = now + nanos(varied(request.model));
                span(trace, id(), root, "app", request.modelStage, now, called, failure, span -> model(request, span));
                now = called;
            }
            double seconds = varied(request.model) + 0.004 * request.outputTokens + 0.02 * request.documents;
            long done = now + nanos(seconds);
            span(trace, id(), root, "app", request.modelStage, now, done, "", span -> {
                model(request, span);
                span.put(Names.INPUT_TOKENS, 100 + 200 * request.documents)
                        .put(Names.OUTPUT_TOKENS, request.outputTokens)
                        .put(Names.COST, request.costFactor * 0.001 * (1 + 0.1 * request.documents))
                        .put(Names.OUTPUT_LENGTH, varied(request.random, request.outputLength))
                        .put(Names.QUALITY_REPETITION, request.repetition * request.random.nextDouble(0.9, 1));
                if (request.refuses) {
                    span.put(Names.QUALITY_REFUSAL, 1.0);
                }
            });
            now = done;
            long parsed = now + nanos(varied(request.parse));
            span(trace, id(), root, "app", "parse", now, parsed, request.parseError, any -> {});
            now = parsed;
            error = request.parseError;
        }
        if (request.audits && !searchFails) {
            span(trace, id(), root, "app", "audit", now, now + nanos(varied(0.001)), "", any -> {});
        }
        span(trace, root, "", "gateway", "POST /ask", request.at, now + 3_000_000, error, span -> root(request, span));
    }

    private static void root(Request request, RecordBuilder span) {
        span.put("cloud.region", request.region).put("tenant.id", request.tenant);
        if (!request.fallback.isEmpty()) {
            span.put("fallback", request.fallback);
        }
        if (request.passesAnswerOn) {
            span.put(Names.OUTPUT_LENGTH, request.outputLength);
            if (request.refuses) {
                span.put(Names.QUALITY_REFUSAL, 1.0);
            }
        }
    }

    private static long varied(SplittableRandom random, int length) {
        return Math.round(length * random.nextDouble(0.7, 1.3));
    }

    private long search(Request request, String trace, String parent, long from) {
        String client = id();
        long began = from + nanos(request.wire);
        long done = began + nanos(varied(request.search));
        long answered = done + nanos(request.wire);
        span(trace, id(), client, "vectordb", "vector.search", began, done, request.searchError, span -> span.put(
                        "retrieval.documents.count", request.documents)
                .put("match.confidence", request.confidence * request.random.nextDouble(0.9, 1))
                .put("host.name", "vec-" + random.nextInt(3)));
        boolean waits = (answered - from) / 1e9 > request.giveUpAfter;
        if (waits) {
            answered = from + nanos(request.giveUpAfter);
            request.searchError = "timeout";
        }
        span(trace, client, parent, "app", "call vectordb", from, answered, request.searchError, any -> {});
        return answered + 1_000_000;
    }

    private static void model(Request request, RecordBuilder span) {
        span.put(Names.REQUEST_MODEL, request.modelName).put("prompt.version", request.promptVersion);
    }

    private void span(
            String trace,
            String id,
            String parent,
            String service,
            String stage,
            long from,
            long to,
            String error,
            Consumer<RecordBuilder> more) {
        RecordBuilder span = Record.builder()
                .timestampNanos(from)
                .kind(Kind.SPAN)
                .put(Names.TRACE_ID, trace)
                .put(Names.SPAN_ID, id)
                .put(Names.PARENT_SPAN_ID, parent)
                .put(Names.SERVICE, service)
                .put(Names.STAGE, stage)
                .put(Names.DURATION, (to - from) / 1e9)
                .put(Names.STATUS, error.isEmpty() ? "ok" : "error")
                .put(Names.ERROR_TYPE, error);
        more.accept(span);
        records.add(span.build());
    }

    private String id() {
        return String.format("%016x", ids++);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
