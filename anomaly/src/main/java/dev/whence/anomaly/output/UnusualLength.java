package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;

/** Flags outputs several times as long or as short as those of the same stage, model and prompt version usually are. */
public final class UnusualLength extends OutputCheck<Habit> {
    private static final double RATIO = 3;
    /** Lengths are judged by their logarithm; a million characters are the end of the scale. */
    private static final double SCALE = Math.log(1 << 20);

    private static final double MARGIN = 1.0 / Habit.STEPS;

    private final int warmUp;

    /** Knows nothing yet; {@code warmUp} is the number of outputs before it judges. */
    public UnusualLength(int maxSeries, int warmUp, Exchanges exchanges) {
        super(
                "length",
                new SeriesMap<>(maxSeries, key -> new Habit()),
                (out, habit) -> habit.write(out),
                (in, habit) -> habit.read(in),
                exchanges);
        this.warmUp = warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        Habit usual = series().of(key(exchange));
        String text = exchange.output().text();
        double characters = text.codePointCount(0, text.length());
        double value = Math.log1p(characters) / SCALE;
        boolean flagged = false;
        if (usual.seen() >= warmUp) {
            judges();
            double median = Math.expm1((usual.median() + 0.5 / Habit.STEPS) * SCALE);
            boolean shorter = characters < median;
            double ratio = shorter ? median / characters : characters / median;
            flagged = ratio >= RATIO
                    && (shorter ? usual.shareUpTo(value + MARGIN) : usual.shareFrom(value - MARGIN)) <= RARE
                    && !isExplained(findings);
            if (flagged) {
                double score = 1 - 1 / ratio;
                findings.quality(Names.QUALITY_LENGTH, score);
                findings.flag(new Finding(
                        "length",
                        score,
                        "the output of " + exchange.stage().label() + " is unusually "
                                + (shorter ? "short: " : "long: ") + Math.round(characters)
                                + " characters; usually about " + rounded(median),
                        rounded(median),
                        characters));
            }
        }
        usual.learn(value, flagged, isExplained(findings));
    }

    private static long rounded(double median) {
        double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(median)) - 1));
        return Math.round(Math.round(median / unit) * unit);
    }

    private static SeriesKey key(Exchange exchange) {
        Record record = exchange.record();
        String model = SeriesKey.ofModel(record).model();
        String version = record.text(Names.PROMPT_VERSION);
        String prompt = record.text(Names.PROMPT_NAME);
        return model.isEmpty() && version.isEmpty() && prompt.isEmpty()
                ? exchange.stage()
                : new SeriesKey(record.service(), record.stage(), model + "|" + prompt + "|" + version);
    }
}
