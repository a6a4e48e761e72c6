package dev.whence.anomaly;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.Random;

/** Records of a healthy simulated pipeline: sizes and durations are lognormal, one record a second of its own clock. */
final class Traffic {
    private static final long START = 1_795_500_000_000_000_000L;

    private final Random random;
    private long seconds;

    Traffic(long seed) {
        this.random = new Random(seed);
    }

    /** A model call that takes as long as its size asks for, give or take a quarter. */
    Record chat() {
        return chat(Math.round(lognormal(600, 0.8)), Math.round(lognormal(150, 0.9)), 1);
    }

    /** A model call of a size, so many times as slow as its size asks for. */
    Record chat(long inputTokens, long outputTokens, double slowness) {
        double usual = 0.3 + inputTokens * 0.00015 + outputTokens * 0.012;
        return span("chat gpt-4o", usual * slowness * lognormal(1, 0.25))
                .put(Names.REQUEST_MODEL, "gpt-4o")
                .put(Names.INPUT_TOKENS, inputTokens)
                .put(Names.OUTPUT_TOKENS, outputTokens)
                .put(Names.OUTPUT, "The parcel left our warehouse on Monday and arrives within two days.")
                .build();
    }

    /** A span without tokens around a median. */
    Record stage(String stage, double medianSeconds, double sigma) {
        return span(stage, lognormal(medianSeconds, sigma)).build();
    }

    RecordBuilder span(String stage, double seconds) {
        return at().kind(Kind.SPAN)
                .put(Names.SERVICE, "assistant")
                .put(Names.STAGE, stage)
                .put(Names.DURATION, seconds);
    }

    RecordBuilder at() {
        return Record.builder().timestampNanos(START + ++seconds * 1_000_000_000L);
    }

    double lognormal(double median, double sigma) {
        return median * Math.exp(sigma * random.nextGaussian());
    }

    /** A Pareto tail above a scale: the smaller the shape, the heavier. */
    double pareto(double scale, double shape) {
        return scale * Math.pow(1 - random.nextDouble(), -1 / shape);
    }
}
