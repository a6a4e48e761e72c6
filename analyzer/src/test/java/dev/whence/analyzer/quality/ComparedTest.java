package dev.whence.analyzer.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.analyzer.quality.BiasEntry.Outcome;
import dev.whence.analyzer.quality.BiasEntry.Verdict;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class ComparedTest {
    private static final Compared.Subject ERRORS = new Compared.Subject(Outcome.ERROR, "", "region", "south");
    private static final Compared.Subject SCORES = new Compared.Subject(Outcome.SCORE, "thumbs", "region", "south");
    private static final int TRIALS = 300;

    private final SplittableRandom random = new SplittableRandom(11);

    /** Requests of sessions, each session with a rate of failure of its own. */
    private Clusters requests(int sessions, int each, DoubleSupplier rate) {
        Clusters requests = new Clusters();
        for (int session = 0; session < sessions; session++) {
            double own = rate.getAsDouble();
            for (int i = 0; i < each; i++) {
                requests.add(session, random.nextDouble() < own ? 1 : 0);
            }
        }
        return requests;
    }

    private Compared.Valued scores(int sessions, int each, double shift) {
        double[] values = new double[sessions * each];
        long[] keys = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            keys[i] = i / each;
            values[i] = i % each == 0 ? random.nextGaussian() + shift : values[i - 1] + random.nextGaussian() * 0.2;
        }
        return new Compared.Valued(values, keys);
    }

    @Test
    void requestsOfOneSessionCountForLess() {
        int below = 0;
        int plainBelow = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            DoubleSupplier anyRate = () -> random.nextDouble() < 0.2 ? 0.9 : 0.05;
            Clusters group = requests(12, 15, anyRate);
            Clusters rest = requests(40, 15, anyRate);
            below += Compared.rates(ERRORS, group, rest).pValue() < 0.05 ? 1 : 0;
            plainBelow += Compared.rates(ERRORS, alone(group), alone(rest)).pValue() < 0.05 ? 1 : 0;
        }
        assertThat(plainBelow).isGreaterThan(TRIALS / 3);
        assertThat(below).isLessThan(TRIALS / 12);
    }

    /** As many requests with as many failures, each in a session of its own. */
    private static Clusters alone(Clusters requests) {
        Clusters alone = new Clusters();
        for (int i = 0; i < requests.count(); i++) {
            alone.add(i, i < requests.sum() ? 1 : 0);
        }
        return alone;
    }

    @Test
    void scoresOfOneSessionCountForLess() {
        int below = 0;
        int plainBelow = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Compared.Valued group = scores(10, 10, 0);
            Compared.Valued rest = scores(30, 10, 0);
            BiasEntry entry = Compared.scores(SCORES, group, rest);
            below += entry.pValue() < 0.05 ? 1 : 0;
            plainBelow += Compared.scores(SCORES, alone(group), alone(rest)).pValue() < 0.05 ? 1 : 0;
            assertThat(entry.designEffect()).isGreaterThan(2);
        }
        assertThat(plainBelow).isGreaterThan(TRIALS / 3);
        assertThat(below).isLessThan(TRIALS / 12);
    }

    private static Compared.Valued alone(Compared.Valued scores) {
        long[] sessions = new long[scores.sessions().length];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = i;
        }
        return new Compared.Valued(scores.values(), sessions);
    }

    @Test
    void aDifferenceBetweenManySessionsIsFound() {
        BiasEntry rates = Compared.rates(ERRORS, requests(40, 5, () -> 0.4), requests(80, 5, () -> 0.1));
        assertThat(rates.pValue()).isLessThan(1e-4);
        assertThat(rates.test()).isEqualTo("chi_square");
        assertThat(rates.own().sessions()).isEqualTo(40);
        BiasEntry scores = Compared.scores(SCORES, scores(60, 3, -1), scores(60, 3, 0));
        assertThat(scores.pValue()).isLessThan(1e-3);
        assertThat(scores.effect()).isBetween(-0.8, -0.3);
    }

    @Test
    void requestsEachAloneAreTestedAsEver() {
        Clusters group = requests(200, 1, () -> 0.3);
        Clusters rest = requests(300, 1, () -> 0.2);
        BiasEntry entry = Compared.rates(ERRORS, group, rest);
        assertThat(entry.designEffect()).isEqualTo(1);
        double pooled = (group.sum() + rest.sum()) / 500;
        double z = entry.effect() / Math.sqrt(pooled * (1 - pooled) * (1 / 200.0 + 1 / 300.0));
        assertThat(entry.pValue())
                .isCloseTo(
                        2
                                * org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1)
                                        .survivalProbability(Math.abs(z)),
                        within(1e-9));
    }

    @Test
    void fewSessionsSayNothingHoweverManyRequestsTheyHave() {
        assertThat(Compared.rates(ERRORS, requests(4, 100, () -> 0.9), requests(50, 10, () -> 0.1))
                        .verdict())
                .isEqualTo(Verdict.TOO_FEW);
        assertThat(Compared.rates(ERRORS, requests(29, 1, () -> 0.9), requests(50, 10, () -> 0.1))
                        .verdict())
                .isEqualTo(Verdict.TOO_FEW);
    }

    @Test
    void whereNoneOrAllFailThereIsNoDifference() {
        for (double rate : new double[] {0, 1}) {
            BiasEntry entry = Compared.rates(ERRORS, requests(10, 10, () -> rate), requests(10, 10, () -> rate));
            assertThat(entry.pValue()).isEqualTo(1);
            assertThat(entry.effect()).isZero();
        }
    }

    @Test
    void theRestIsWhatThePartLeaves() {
        Clusters all = new Clusters();
        Clusters part = new Clusters();
        for (int i = 0; i < 10; i++) {
            all.add(i / 2, i % 2);
            if (i < 3) {
                part.add(i / 2, i % 2);
            }
        }
        Clusters rest = all.without(part);
        assertThat(rest.count()).isEqualTo(7);
        assertThat(rest.sum()).isEqualTo(4);
        assertThat(rest.sessions()).isEqualTo(4);
    }
}
