package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Compares an output with the last 32 of its stage and script. Flags one that is unlike all of them where outputs usually
 * resemble another ({@code novelty}), and one that came again and again to different inputs where that is not usual ({@code
 * duplicate}).
 */
public final class Resemblance extends OutputCheck<Resemblance.Recent> {
    private static final int KEPT = 32;
    private static final int FEWEST_TOKENS = 8;
    private static final double SAME = 0.95;
    private static final double SAME_LENGTH = 0.05;
    private static final double USUALLY_NEAR = 0.5;
    private static final double MARGIN = 0.1;
    /** So many equal answers among the last ones make the highest value. */
    private static final double MANY = 8;

    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of outputs before it judges. */
    public Resemblance(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "resemblance",
                new SeriesMap<>(maxSeries, key -> new Recent()),
                (out, recent) -> recent.write(out),
                (in, recent) -> recent.read(in),
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(List.of("service", "stage", "script"), "novelty", "duplicate");
    }

    @Override
    protected boolean isWarm(Recent one) {
        return one.novelties.seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        Features output = exchange.output();
        if (output.tokens().count() < FEWEST_TOKENS) {
            return;
        }
        SeriesKey stage = exchange.stage();
        Recent recent = series().of(new SeriesKey(stage.service(), stage.stage(), script(output)));
        int asked = exchange.hasInput()
                ? exchange.inputText().hashCode()
                : exchange.record().traceId().hashCode();
        int tokens = output.tokens().count();
        recent.compare(output.sketch(), asked, tokens);
        boolean novel = false;
        boolean again = false;
        if (recent.novelties.seen() >= warmUp) {
            judges();
            novel = novelty(stage, recent, findings);
            again = duplicate(stage, recent, findings);
        }
        if (recent.isFull()) { // before, an output is unlike the others since there are none
            recent.novelties.learn(recent.novelty, novel, isExplained(findings));
            recent.duplicates.learn(recent.duplicate, again, false);
        }
        recent.add(output.sketch(), asked, tokens);
    }

    private static String script(Features output) {
        Tongue tongue = output.tongue();
        return tongue.isLatin() ? "" : tongue.language();
    }

    private boolean novelty(SeriesKey stage, Recent recent, Findings findings) {
        double value = recent.novelty;
        boolean flagged = value >= threshold
                && recent.novelties.median() < USUALLY_NEAR
                && recent.novelties.shareFrom(value - MARGIN) <= RARE
                && !isExplained(findings);
        if (flagged) {
            findings.quality(Names.QUALITY_NOVELTY, value);
            findings.flag(new Finding(
                    "novelty",
                    value,
                    "the output of " + stage.label() + " is unlike its last " + KEPT + ": it has "
                            + Figures.percent(1 - value) + " in common with the nearest; usually "
                            + Figures.percent(1 - recent.novelties.median()),
                    recent.novelties.median(),
                    value));
        }
        return flagged;
    }

    private boolean duplicate(SeriesKey stage, Recent recent, Findings findings) {
        double value = recent.duplicate;
        boolean flagged = value >= threshold && recent.duplicates.shareFrom(value - MARGIN) <= RARE;
        if (flagged) {
            findings.quality(Names.QUALITY_DUPLICATE, value);
            findings.flag(new Finding(
                    "duplicate",
                    value,
                    stage.label() + " gave the same output to " + (recent.equals + 1)
                            + " different inputs among its last " + KEPT,
                    recent.duplicates.median() * MANY + 1,
                    recent.equals + 1.0));
        }
        return flagged;
    }

    /** The last outputs of a series, and how alike its outputs usually are. */
    static final class Recent {
        /** One after the other; of these and the two below there are as many as came, up to {@link #KEPT}. */
        private long[] sketches = {};

        private int[] asked = {};
        /** In tokens. */
        private int[] lengths = {};

        private int next;
        private final Habit novelties = new Habit();
        private final Habit duplicates = new Habit();
        private double novelty;
        private double duplicate;
        private int equals;

        private void compare(Sketch sketch, int input, int tokens) {
            double nearest = 0;
            equals = 0;
            for (int i = 0; i < asked.length; i++) {
                double similarity = sketch.similarity(sketches, i * Sketch.WORDS);
                nearest = Math.max(nearest, similarity);
                boolean asLong = Math.abs(lengths[i] - tokens) <= tokens * SAME_LENGTH;
                if (similarity >= SAME && asLong && asked[i] != input) {
                    equals++;
                }
            }
            novelty = 1 - nearest;
            duplicate = Math.min(1, equals / MANY);
        }

        private boolean isFull() {
            return asked.length == KEPT;
        }

        private void add(Sketch sketch, int input, int tokens) {
            if (next == asked.length) {
                grow(next + 1);
            }
            sketch.copyTo(sketches, next * Sketch.WORDS);
            asked[next] = input;
            lengths[next] = tokens;
            next = (next + 1) % KEPT;
        }

        private void grow(int count) {
            sketches = Arrays.copyOf(sketches, count * Sketch.WORDS);
            asked = Arrays.copyOf(asked, count);
            lengths = Arrays.copyOf(lengths, count);
        }

        void write(DataOutput out) throws IOException {
            novelties.write(out);
            duplicates.write(out);
            out.writeInt(next);
            out.writeByte(asked.length);
            for (long word : sketches) {
                out.writeLong(word);
            }
            for (int i = 0; i < asked.length; i++) {
                out.writeInt(asked[i]);
                out.writeInt(lengths[i]);
            }
        }

        void read(DataInput in) throws IOException {
            novelties.read(in);
            duplicates.read(in);
            next = Math.floorMod(in.readInt(), KEPT);
            int count = in.readByte();
            if (count < 0 || count > KEPT || next > count) {
                throw new IOException("the last " + count + " outputs cannot be right");
            }
            grow(count);
            for (int i = 0; i < sketches.length; i++) {
                sketches[i] = in.readLong();
            }
            for (int i = 0; i < count; i++) {
                asked[i] = in.readInt();
                lengths[i] = in.readInt();
            }
        }
    }
}
