package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Flags outputs in another language or script than their input where the stage answers in its input's language; and outputs
 * in a language that is new to a stage which always uses the same.
 */
public final class OtherLanguage extends OutputCheck<OtherLanguage.Habits> {
    private static final double USUALLY = 0.98;
    private static final double FLAGGED_WEIGHT = 0.1;
    private static final double CLEARLY = 0.6;

    private final int warmUp;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs with a language before it judges. */
    public OtherLanguage(int maxSeries, int warmUp, Exchanges exchanges) {
        super(
                "language",
                new SeriesMap<>(maxSeries, key -> new Habits()),
                (out, habits) -> habits.write(out),
                (in, habits) -> habits.read(in),
                exchanges);
        this.warmUp = warmUp;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "language");
    }

    @Override
    protected boolean isWarm(Habits one) {
        return one.same.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        Tongue output = exchange.output().tongue();
        if (!output.isKnown()) {
            return;
        }
        Habits habits = series().of(exchange.stage());
        boolean comparable = exchange.hasInput();
        double fromAll = comparable ? output.differsFrom(exchange.input().tongue()) : 0;
        double fromLast = comparable ? output.differsFrom(exchange.input().lastTongue()) : 0;
        boolean byLast = habits.asLast.share() >= habits.asAll.share();
        Share follows = byLast ? habits.asLast : habits.asAll;
        double value = 0;
        String expected = "";
        double usually = 0;
        if (follows.seen() >= warmUp && follows.share() >= USUALLY) {
            judges();
            Tongue input =
                    byLast ? exchange.input().lastTongue() : exchange.input().tongue();
            value = byLast ? fromLast : fromAll;
            expected = input.language().isEmpty() ? "" : "was asked in " + input.language();
            usually = follows.share();
        } else if (habits.same.seen() >= warmUp) {
            judges();
            boolean asInput = comparable
                    && (output.code() == exchange.input().lastTongue().code()
                            || output.code() == exchange.input().tongue().code());
            boolean other = habits.usual != output.code() && habits.same.share() >= USUALLY && !asInput;
            value = other ? 1 : 0;
            usually = habits.same.share();
        }
        boolean flagged = value >= CLEARLY;
        if (flagged) {
            double score = 0.5 + value / 2;
            findings.quality(Names.QUALITY_LANGUAGE, score);
            findings.flag(new Finding(
                    "language",
                    score,
                    exchange.stage().label() + " answered in " + orOther(output.language())
                            + (expected.isEmpty()
                                    ? "; " + Figures.percent(usually) + " of its outputs are in one other language"
                                    : " and " + expected + "; it follows the input's language in "
                                            + Figures.percent(usually) + " of its outputs"),
                    1 - usually,
                    score));
        }
        double weight = flagged || !findings.flags().isEmpty() ? FLAGGED_WEIGHT : 1;
        if (comparable && exchange.input().tongue().isKnown()) {
            habits.asAll.learn(fromAll >= CLEARLY ? 0 : 1, weight);
            habits.asLast.learn(fromLast >= CLEARLY ? 0 : 1, weight);
        }
        habits.learn(output.code(), weight);
    }

    private static String orOther(String language) {
        return language.isEmpty() ? "another script" : language;
    }

    /** In which language a stage answers. */
    static final class Habits {
        private final Share asAll = new Share();
        private final Share asLast = new Share();
        private final Share same = new Share();
        private int usual;

        private void learn(int code, double weight) {
            if (same.seen() == 0) {
                usual = code;
            }
            same.learn(code == usual ? 1 : 0, weight);
            if (same.share() < 0.5) {
                usual = code; // tries again; the share rises with the language that is really the usual one
            }
        }

        void write(DataOutput out) throws IOException {
            asAll.write(out);
            asLast.write(out);
            same.write(out);
            out.writeInt(usual);
        }

        void read(DataInput in) throws IOException {
            asAll.read(in);
            asLast.read(in);
            same.read(in);
            usual = in.readInt();
        }
    }
}
