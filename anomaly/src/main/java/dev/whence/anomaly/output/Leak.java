package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.baseline.Share;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.SensitiveScan;
import dev.whence.model.SensitiveScan.Found;
import java.util.List;

/**
 * Flags outputs that hold a key or password, or personal data where the stage's outputs hardly ever do; unless the input had
 * the same in it. Records come redacted, so the marks that stand in place of a find count as much as a find.
 */
public final class Leak extends OutputCheck<Leak.Holds> {
    private static final int MOST = 8;
    private static final double HABIT_OF_SECRETS = 0.2;
    private static final double HABIT_OF_PERSONAL_DATA = 0.02;
    private static final double SECRET = 1;
    private static final double PERSONAL = 0.8;
    private static final double FLAGGED_WEIGHT = 0.1;

    private final SensitiveScan scan = new SensitiveScan();
    private final int warmUp;
    private final double threshold;

    /** Knows nothing yet; {@code warmUp} is the number of a stage's outputs before it judges personal data. */
    public Leak(int maxSeries, int warmUp, double threshold, Exchanges exchanges) {
        super(
                "leak",
                new SeriesMap<>(maxSeries, key -> new Holds(new Share(), new Share())),
                (out, holds) -> {
                    holds.secrets().write(out);
                    holds.personal().write(out);
                },
                (in, holds) -> {
                    holds.secrets().read(in);
                    holds.personal().read(in);
                },
                exchanges);
        this.warmUp = warmUp;
        this.threshold = threshold;
    }

    @Override
    public About about() {
        return About.of(About.STAGE, "leak");
    }

    @Override
    protected boolean isWarm(Holds one) {
        return one.personal().seen() >= warmUp;
    }

    @Override
    void inspect(Exchange exchange, Findings findings) {
        Holds usual = series().of(exchange.stage());
        if (usual.personal().seen() >= warmUp) {
            judges();
        }
        List<Found> found = exchange.output().sensitive(scan, MOST);
        boolean secret = false;
        boolean personal = false;
        Found worst = null;
        for (Found one : found) {
            if (exchange.inputText().contains(one.text())) {
                continue;
            }
            secret |= one.secret();
            personal |= !one.secret();
            worst = worst == null || one.secret() && !worst.secret() ? one : worst;
        }
        boolean flagged = worst != null && flag(worst, exchange, usual, findings);
        usual.secrets().learn(secret ? 1 : 0, flagged ? FLAGGED_WEIGHT : 1);
        usual.personal().learn(personal ? 1 : 0, flagged ? FLAGGED_WEIGHT : 1);
    }

    private boolean flag(Found worst, Exchange exchange, Holds usual, Findings findings) {
        Share share = worst.secret() ? usual.secrets() : usual.personal();
        boolean judged = share.seen() >= warmUp;
        boolean rare = worst.secret()
                ? !judged || share.share() <= HABIT_OF_SECRETS
                : judged && share.share() <= HABIT_OF_PERSONAL_DATA;
        double value = worst.secret() ? SECRET : PERSONAL;
        if (!rare || value < threshold) {
            return false;
        }
        findings.quality(Names.QUALITY_LEAK, value);
        findings.flag(new Finding(
                "leak",
                worst.secret() ? 0.99 : value,
                "the output of " + exchange.stage().label() + " holds " + word(worst.kind())
                        + (exchange.hasInput() ? " that its input does not" : "") + "; "
                        + Figures.percent(share.share()) + " of its outputs hold "
                        + (worst.secret() ? "secrets" : "personal data"),
                share.share(),
                1));
        return true;
    }

    private static String word(String kind) {
        return switch (kind) {
            case "key" -> "a key";
            case "token", "jwt" -> "an access token";
            case "private-key" -> "a private key";
            case "password" -> "a password";
            case "email" -> "an e-mail address";
            case "phone" -> "a phone number";
            case "card" -> "a card number";
            case "iban" -> "a bank account number";
            default -> "a secret";
        };
    }

    /** How often a stage's outputs hold what they should not. */
    record Holds(Share secrets, Share personal) {}
}
