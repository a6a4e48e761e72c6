package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Flags outputs several times as long or as short as those of the same stage, model, prompt version and shape usually are, and those
 * whose text is not as long as the tokens let expect that were written and are billed.
 */
public final class UnusualLength extends OutputCheck<ByShape<UnusualLength.Lengths>> {
    private static final double RATIO = 3;
    private static final double RATIO_PER_TOKEN = 2;

    private final int warmUp;

    /** Knows nothing yet; {@code warmUp} is the number of outputs before it judges. */
    public UnusualLength(int maxSeries, int warmUp, Exchanges exchanges) {
        super(
                "length",
                new SeriesMap<>(maxSeries, key -> new ByShape<>(Lengths::new)),
                (out, lengths) -> lengths.write(out),
                (in, lengths) -> lengths.read(in),
                exchanges);
        this.warmUp = warmUp;
    }

    @Override
    public About about() {
        return About.of(List.of("service", "stage", "model", "prompt", "prompt_version"), "length");
    }

    @Override
    protected boolean isWarm(ByShape<Lengths> one) {
        return one.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        ByShape<Lengths> series = series().of(key(exchange));
        int shape = exchange.shape();
        Features output = exchange.output();
        double characters = Math.max(1, output.layout().length(output.text()));
        double tokens = exchange.record().number(Names.OUTPUT_TOKENS);
        double perToken = tokens > 0 ? output.text().length() / tokens : Double.NaN;
        boolean explained = isExplained(findings);
        Lengths usual = series.peers(shape, warmUp);
        boolean odd = false;
        boolean oddPerToken = false;
        if (usual.seen() >= warmUp && !explained) {
            judges();
            odd = usual.characters.isRare(characters, RATIO, RARE);
            oddPerToken = tokens > 0
                    && usual.perToken.seen() >= warmUp
                    && usual.perToken.breaksLaw(perToken, RATIO_PER_TOKEN, RARE);
            if (odd) {
                flag(exchange, usual.characters.median(), characters, findings);
            } else if (oddPerToken) {
                flagForItsTokens(exchange, usual.perToken.median() * tokens, tokens, findings);
            }
        }
        boolean flagged = odd;
        boolean flaggedPerToken = oddPerToken;
        series.learn(shape, lengths -> {
            lengths.characters.learn(characters, flagged, explained);
            if (tokens > 0) {
                lengths.perToken.learn(perToken, flaggedPerToken, explained);
            }
        });
    }

    private static void flag(Exchange exchange, double median, double characters, Findings findings) {
        double score = score(characters, median);
        findings.quality(Names.QUALITY_LENGTH, score);
        findings.flag(new Finding(
                "length",
                score,
                "the output of " + exchange.stage().label() + " is unusually "
                        + (characters < median ? "short: " : "long: ") + Math.round(characters)
                        + " characters; usually about " + rounded(median),
                rounded(median),
                characters));
    }

    private static void flagForItsTokens(Exchange exchange, double expected, double tokens, Findings findings) {
        double characters = exchange.output().text().length();
        double score = score(characters, expected);
        findings.quality(Names.QUALITY_LENGTH, score);
        findings.flag(new Finding(
                "length",
                score,
                "the output of " + exchange.stage().label() + " is " + (characters < expected ? "short" : "long")
                        + " for its tokens: " + Math.round(characters) + " characters of "
                        + Figures.decimal(tokens, 0) + " tokens, which usually make about " + rounded(expected),
                rounded(expected),
                characters));
    }

    private static double score(double characters, double median) {
        return 1 - Math.min(characters / median, median / characters);
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

    /** How long a series' outputs usually are, in characters of prose, and in characters of all their text a token. */
    static final class Lengths implements Learned {
        private final LogHabit characters = new LogHabit();
        private final LogHabit perToken = new LogHabit();

        @Override
        public int seen() {
            return characters.seen();
        }

        @Override
        public void write(DataOutput out) throws IOException {
            characters.write(out);
            perToken.write(out);
        }

        @Override
        public void read(DataInput in) throws IOException {
            characters.read(in);
            perToken.read(in);
        }
    }
}
