package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Flags outputs that say their input back: the longest passage that stands there word for word is most of the output's prose, where
 * that is not usual, or passages so long are not, ones with which the input begins or
 * ends, or ones over several lines. Many short quotations, as in answers from documents, are no echo.
 */
public final class Echo extends OutputCheck<ByShape<Echo.Passages>> {
    private static final double MARGIN = 0.1;
    /** Where passages of a third of the output are usual, an echo is more than this. */
    private static final double NEARLY_ALL = 0.8;

    private static final double QUOTING = 0.3;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges. */
    public Echo(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "echo",
                new SeriesMap<>(maxSeries, key -> new ByShape<>(Passages::new)),
                (out, passages) -> passages.write(out),
                (in, passages) -> passages.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "echo");
    }

    @Override
    protected boolean isWarm(ByShape<Passages> one) {
        return one.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        if (!exchange.hasInput()) {
            return;
        }
        ByShape<Passages> series = series().of(exchange.stage());
        int shape = exchange.shape();
        Passages usual = series.peers(shape, warmUp);
        Features.Passage passage = exchange.output().longestPassageOf(exchange.input());
        boolean explained = isExplained(findings);
        Odd odd = Odd.NOTHING;
        if (usual.seen() >= warmUp) {
            judges();
            odd = usual.judge(passage, threshold);
            if (odd.is()) {
                flag(exchange, passage, usual, findings);
            }
        }
        Odd taught = odd;
        series.learn(shape, passages -> passages.learn(passage, taught, explained));
    }

    private static void flag(Exchange exchange, Features.Passage passage, Passages usual, Findings findings) {
        double value = passage.share();
        double median = usual.shares.median();
        findings.quality(Names.QUALITY_ECHO, value);
        findings.flag(new Finding(
                "echo",
                value,
                exchange.stage().label() + " said its input back: one passage of it makes " + Figures.percent(value)
                        + " of the output; usually " + Figures.percent(median),
                median,
                value));
    }

    /** The logarithm of its tokens, scaled so that 4,096 of them make one. */
    private static double length(Features.Passage passage) {
        return Math.log1p(passage.tokens()) / Math.log(4096);
    }

    /** What of a passage is rare. */
    private record Odd(boolean share, boolean length, boolean end, boolean lines) {
        private static final Odd NOTHING = new Odd(false, false, false, false);

        private boolean is() {
            return share || length || end || lines;
        }
    }

    /**
     * How much of a series' outputs usually stands in their input as one passage, how long those passages are that are most
     * of it, how much of it is the input's beginning or end, and how much of
     * it is one passage over several lines.
     */
    static final class Passages implements Learned {
        private final Habit shares = new Habit();
        private final Habit lengths = new Habit();
        private final Habit ends = new Habit();
        private final Habit lines = new Habit();

        @Override
        public int seen() {
            return shares.seen();
        }

        private Odd judge(Features.Passage passage, double threshold) {
            double share = passage.share();
            boolean quotes = shares.shareFrom(QUOTING) > RARE;
            if (share < (quotes ? Math.max(threshold, NEARLY_ALL) : threshold)) {
                return Odd.NOTHING;
            }
            return new Odd(
                    shares.shareFrom(share - MARGIN) <= RARE,
                    lengths.shareFrom(length(passage)) <= RARE,
                    passage.atAnEnd() && ends.shareFrom(share - MARGIN) <= RARE,
                    passage.acrossLines() && lines.shareFrom(share - MARGIN) <= RARE);
        }

        private void learn(Features.Passage passage, Odd odd, boolean explained) {
            double share = passage.share();
            shares.learn(share, odd.share, explained);
            lengths.learn(share >= NEARLY_ALL ? length(passage) : 0, odd.length, explained);
            ends.learn(passage.atAnEnd() ? share : 0, odd.end, explained);
            lines.learn(passage.acrossLines() ? share : 0, odd.lines, explained);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            shares.write(out);
            lengths.write(out);
            ends.write(out);
            lines.write(out);
        }

        @Override
        public void read(DataInput in) throws IOException {
            shares.read(in);
            lengths.read(in);
            ends.read(in);
            lines.read(in);
        }
    }
}
