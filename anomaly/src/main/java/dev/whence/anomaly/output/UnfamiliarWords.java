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
 * Flags outputs in words that their stage never used and that their input does not hold, where its outputs are nearly always in
 * words it has used before: an answer about something else, though it may be as long and as well put as any.
 */
public final class UnfamiliarWords extends OutputCheck<UnfamiliarWords.Used> {
    private static final int FEWEST_WORDS = 6;
    private static final double USUALLY_BELOW = 0.3;
    private static final double MARGIN = 0.1;
    /** So many times the outputs of a warm-up teach words before it counts how many are new. */
    private static final int READ_FIRST = 3;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of outputs that teach words, and then how new words usually are, before it judges. */
    public UnfamiliarWords(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "unfamiliar_words",
                new SeriesMap<>(maxSeries, key -> new Used()),
                (out, used) -> used.write(out),
                (in, used) -> used.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "novelty");
    }

    @Override
    protected boolean isWarm(Used one) {
        return one.shares.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        Features output = exchange.output();
        Used used = series().of(exchange.stage());
        double value = output.newWords(exchange.input(), used.words, FEWEST_WORDS);
        if (Double.isNaN(value)) {
            return;
        }
        boolean explained = isExplained(findings);
        if (used.outputs < READ_FIRST * warmUp) {
            used.outputs += explained ? 0 : 1;
            output.teach(used.words);
            return;
        }
        boolean flagged = false;
        if (used.shares.seen() >= warmUp) {
            judges();
            flagged = value >= threshold
                    && used.shares.median() < USUALLY_BELOW
                    && used.shares.shareFrom(value - MARGIN) <= RARE
                    && !explained;
            if (flagged && !findings.isFlagged("novelty")) {
                findings.quality(Names.QUALITY_NOVELTY, value);
                findings.flag(new Finding(
                        "novelty",
                        value,
                        Figures.percent(value) + " of the words in the output of "
                                + exchange.stage().label()
                                + " were neither used by it before nor stand in its input; usually "
                                + Figures.percent(used.shares.median()),
                        used.shares.median(),
                        value));
            }
        }
        used.shares.learn(value, flagged, explained);
        if (used.isToTeach(flagged, explained)) {
            output.teach(used.words);
        }
    }

    /** The words of a series, and how many of an output are usually new. */
    static final class Used {
        /** So many outputs in new words, where more than one in fifty is, teach them: a subject that stays becomes a usual one. */
        private static final int MANY = 64;

        private static final float FADES = 1 / 50f;

        private final Vocabulary words = new Vocabulary();
        private final Habit shares = new Habit();
        private int outputs;
        private float odd;

        private boolean isToTeach(boolean flagged, boolean explained) {
            if (!flagged) {
                odd = Math.max(0, odd - FADES);
                return !explained;
            }
            odd = odd >= MANY ? 1 : odd + 1;
            return odd >= MANY;
        }

        void write(DataOutput out) throws IOException {
            words.write(out);
            shares.write(out);
            out.writeInt(outputs);
            out.writeFloat(odd);
        }

        void read(DataInput in) throws IOException {
            words.read(in);
            shares.read(in);
            outputs = in.readInt();
            odd = in.readFloat();
        }
    }
}
