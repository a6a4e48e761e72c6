package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.contrast.Transitions.Step;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.onset.Onset;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds services whose code takes another way than it used to: what a call does next (a log line, an operation of its
 * own service, its end) after what it did before, in the incident against all other stretches of time. An exception or
 * an early return shows as steps that are missing and others that are new, long before anything is slow.
 */
final class Paths implements ContrastEvidence {
    private static final int FEWEST_REFERENCES = 5;
    private static final int FEWEST_ASKED = 3;
    private static final int FEWEST_SLICES = 3;
    private static final int TRIMMED_FROM = 6;
    private static final double TRIMMED = 0.15;
    private static final double SIGNIFICANT = 4;
    private static final double LEAST_CHANGE = 0.1;
    /** Of all the weight there is, so much goes to evidence which does not say how much of the trouble it explains. */
    private static final double WEIGHT = 0.3;

    private static final double CERTAIN = 12;
    /** A change in a callee that is nearly as clear explains its callers'. */
    private static final double AS_CLEAR = 0.8;

    private static final double OF_CALLER = 0.7;
    /** Of so many changes of a service it is asked whether they come of other customers. */
    private static final int ASKED_ABOUT = 8;

    private final Predicate<Outcome> isOfMix;

    /** @param isOfMix whether it is nothing but other customers that some calls do more often */
    Paths(Predicate<Outcome> isOfMix) {
        this.isOfMix = isOfMix;
    }

    /** A step that got rarer or more frequent. */
    private record Changed(Step step, double score, double before, double after) {}

    @Override
    public List<Clue> clues(Slices slices) {
        Transitions transitions = Transitions.of(slices);
        boolean mayHoldIncidents = slices.others() >= Contrast.FEWEST_OTHERS;
        Map<String, List<Changed>> byService = new HashMap<>();
        transitions.steps().forEach((step, taken, tries, bunches) -> {
            Changed changed = changed(slices, mayHoldIncidents, step, taken, tries, bunches);
            if (changed != null) {
                byService
                        .computeIfAbsent(step.place().service(), any -> new ArrayList<>())
                        .add(changed);
            }
        });
        Map<String, Double> best = new HashMap<>();
        Map<String, Outcome> calls = new HashMap<>();
        byService.forEach((service, changes) ->
                leaveMixOut(slices, transitions, changes).ifPresent(ofFirst -> calls.put(service, ofFirst)));
        byService.keySet().retainAll(calls.keySet());
        byService.forEach((service, changes) -> {
            best.put(service, changes.get(0).score());
        });
        Map<String, Set<String>> callees = transitions.callees();
        List<Clue> clues = new ArrayList<>();
        calls.forEach((service, ofFirst) -> {
            List<Changed> changes = byService.getOrDefault(service, List.of());
            double score = best.getOrDefault(service, 0.0);
            boolean explained = callees.getOrDefault(service, new HashSet<>()).stream()
                    .anyMatch(callee -> best.getOrDefault(callee, 0.0) > AS_CLEAR * score
                            && !callees.getOrDefault(callee, Set.of()).contains(service));
            double weight = WEIGHT * Math.min(1, score / CERTAIN) * (explained ? OF_CALLER : 1);
            clues.add(clue(slices, transitions, changes, ofFirst, weight));
        });
        return clues;
    }

    /**
     * Sorts changes, the clearest first, without those that only other customers make.
     *
     * @return the calls of the first that is left; empty where none is
     */
    private Optional<Outcome> leaveMixOut(Slices slices, Transitions transitions, List<Changed> changes) {
        changes.sort(Comparator.comparingDouble(Changed::score).reversed());
        for (int asked = 0; asked < ASKED_ABOUT && !changes.isEmpty(); asked++) {
            Changed first = changes.get(0);
            Outcome calls = transitions.calls(slices, first.step(), first.after() < first.before());
            if (!isOfMix.test(calls)) {
                return Optional.of(calls);
            }
            changes.remove(0);
        }
        return Optional.empty();
    }

    /** When calls began to take the other way; the incident's begin where they show no clear start. */
    private static long began(Slices slices, Transitions transitions, Outcome calls) {
        boolean[] other = new boolean[calls.size()];
        double[] taken = new double[2];
        double[] all = new double[2];
        for (int i = 0; i < other.length; i++) {
            other[i] = 2 * calls.value()[i] > calls.weight()[i];
            int period = calls.incident()[i] ? 1 : 0;
            taken[period] += other[i] ? 1 : 0;
            all[period]++;
        }
        long from = slices.incident().fromNanos();
        return Onset.of(other, taken[0] / Math.max(1, all[0]), taken[1] / Math.max(1, all[1]))
                .map(stretch -> Math.max(from, transitions.nanos(calls.rows()[stretch.first()])))
                .orElse(from);
    }

    /** @param trims whether the slices which differ most are left out, as other incidents may be among them */
    private static @Nullable Changed changed(
            Slices slices, boolean trims, Step step, int[] taken, int[] tries, Bunches bunches) {
        int n = tries[Slices.INCIDENT];
        if (n == 0) {
            return null;
        }
        double askedTries = 0;
        double askedTaken = 0;
        double otherTries = 0;
        double otherTaken = 0;
        List<double[]> rates = new ArrayList<>();
        for (int slice = 1; slice < tries.length; slice++) {
            if (slices.baseline()[slice]) {
                askedTries += tries[slice];
                askedTaken += taken[slice];
            }
            otherTries += tries[slice];
            otherTaken += taken[slice];
            if (tries[slice] >= FEWEST_SLICES) {
                rates.add(new double[] {taken[slice] / (double) tries[slice], tries[slice], taken[slice]});
            }
        }
        if (askedTries < FEWEST_ASKED) {
            return null;
        }
        int slicesInAll = rates.size();
        int cut = !trims || slicesInAll < TRIMMED_FROM ? 0 : Math.max(1, (int) (slicesInAll * TRIMMED));
        if (cut > 0) {
            rates.sort(Comparator.comparingDouble(one -> one[0]));
            rates = rates.subList(cut, slicesInAll - cut);
        }
        double all = rates.stream().mapToDouble(one -> one[1]).sum();
        double count = rates.stream().mapToDouble(one -> one[2]).sum();
        if (all < FEWEST_REFERENCES) {
            return null;
        }
        double usual = (count + 0.5) / (all + 1);
        double now = taken[Slices.INCIDENT] / (double) n;
        double asked = (askedTaken + 0.5) / (askedTries + 1);
        if (Math.abs(now - usual) < LEAST_CHANGE || (now - usual) * (now - asked) <= 0) {
            return null;
        }
        double alike = bunches.atOtherTimes(otherTaken, otherTries);
        double alikeNow = bunches.inIncident(otherTaken, otherTries, n);
        double takenNow = taken[Slices.INCIDENT];
        double p = now > usual
                ? Tests.rateRose(count / alike, all / alike, takenNow / alikeNow, n / alikeNow)
                : Tests.rateRose((all - count) / alike, all / alike, (n - takenNow) / alikeNow, n / alikeNow);
        double varied = dispersion(rates, usual) / Samples.trimmedVariance(slicesInAll, cut);
        double score = Tests.scoreOf(Math.min(0.5, p)) / Math.sqrt(Math.max(1, varied / alike));
        return score < SIGNIFICANT ? null : new Changed(step, score, usual, now);
    }

    /** How many times more the rates vary between slices than chance alone would make them. */
    private static double dispersion(List<double[]> rates, double usual) {
        if (rates.size() < FEWEST_SLICES) {
            return 0;
        }
        double sum = 0;
        for (double[] one : rates) {
            sum += one[1] * (one[0] - usual) * (one[0] - usual) / (usual * (1 - usual));
        }
        return sum / (rates.size() - 1);
    }

    private static Clue clue(
            Slices slices, Transitions transitions, List<Changed> changes, Outcome calls, double weight) {
        Changed main = changes.get(0);
        Place place = main.step().place();
        List<dev.whence.analyzer.Answer.Evidence> facts = new ArrayList<>();
        for (Changed one : changes.subList(0, Math.min(4, changes.size()))) {
            facts.add(Facts.fact(
                    "path",
                    one.before(),
                    one.after(),
                    Tests.upperTail(one.score()),
                    one.step().place().label() + ": " + one.step().words() + " in " + Facts.percent(one.after())
                            + " of cases, at other times in " + Facts.percent(one.before())));
        }
        boolean rarer = main.after() < main.before();
        String sentence = place.label() + " of " + place.service() + " takes another way: "
                + main.step().words() + (rarer ? " only in " : " in ") + Facts.percent(main.after())
                + " of cases, at other times in " + Facts.percent(main.before()) + ".";
        List<long[]> shown = transitions.steps().shown(main.step(), rarer);
        return new Clue(
                place.service(),
                place.stage(),
                "path",
                weight,
                main.score(),
                sentence,
                facts,
                began(slices, transitions, calls),
                shown.stream().map(one -> one[1]).distinct().limit(5).toList(),
                List.of(),
                List.of(),
                Optional.of(calls));
    }
}
