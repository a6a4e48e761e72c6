package dev.whence.analyzer;

import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.onset.HealthyStretch;
import dev.whence.analyzer.rank.MixShift;
import dev.whence.analyzer.rank.Timing;
import dev.whence.analyzer.symptom.Entries;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.analyzer.symptom.SymptomFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the requests with the worst trouble, and tells baseline and incident apart where it began: the window that was
 * asked about is where somebody noticed it.
 */
final class CaseFinder {
    private static final int FEWEST = 10;
    private static final long LEAST_TOLERANCE_NANOS = 15_000_000_000L;
    /** A window below a second has no parts worth telling apart. */
    private static final long LEAST_TO_SPLIT_NANOS = 1_000_000_000L;

    /** Where to look for a change when nothing came before the window: shares of its length. */
    private static final double[] SPLITS = {0.3, 0.5, 0.7};

    /** The part of a baseline that is healthy even when trouble began well before the window. */
    private static final double SURELY_BEFORE = 0.7;

    private final Question question;
    private final Comparison all;
    private final List<Requests> entries;

    /** @param all every request of both windows */
    CaseFinder(Question question, Comparison all) {
        this.question = question;
        this.all = all;
        this.entries = entries(question, all);
    }

    /** What was felt in the requests of one entry, the worst first. */
    record Case(Comparison comparison, List<Felt> felt) {
        private boolean isWorseThan(Case other) {
            Felt a = felt.get(0);
            Felt b = other.felt.get(0);
            if (a.atRoot() != b.atRoot()) {
                return a.atRoot();
            }
            return a.affected() * comparison.profile().requests(1)
                    > b.affected() * other.comparison.profile().requests(1);
        }
    }

    /** The worst of all entries; empty when nothing changed beyond chance. */
    Optional<Case> worst() {
        List<Case> cases = new ArrayList<>();
        for (Requests requests : entries) {
            examine(all.of(requests)).ifPresent(cases::add);
        }
        return Handed.origins(all, cases).stream().reduce((one, other) -> other.isWorseThan(one) ? other : one);
    }

    private static List<Requests> entries(Question question, Comparison all) {
        return question.target().isEmpty()
                ? Entries.of(all.frame(), all.requests(), all.incident())
                : Entries.at(all.frame(), question.target().get(), all.baseline(), all.incident()).stream()
                        .toList();
    }

    private Optional<Case> examine(Comparison whole) {
        Window incident = whole.incident();
        Optional<Window> baseline = question.baseline().isPresent()
                ? question.baseline()
                : HealthyStretch.of(whole.frame(), whole.requests().roots(), whole.baseline(), incident.lengthNanos());
        Comparison comparison = baseline.isEmpty() ? whole : whole.between(baseline.get(), incident);
        if (baseline.isEmpty() || comparison.profile().requests(0) < FEWEST) {
            return withinWindow(comparison);
        }
        return felt(comparison).or(() -> begunBefore(comparison)).flatMap(this::settled);
    }

    private Optional<Case> felt(Comparison comparison) {
        return felt(comparison, 1);
    }

    /** @param times how often an entry is asked about */
    private Optional<Case> felt(Comparison comparison, int times) {
        List<Felt> felt = new SymptomFinder(times * entries.size()).find(comparison, question.symptom());
        return felt.isEmpty() ? Optional.empty() : Optional.of(new Case(comparison, felt));
    }

    /** Trouble that began before the window hides in the end of the baseline. */
    private Optional<Case> begunBefore(Comparison comparison) {
        if (question.baseline().isPresent()) {
            return Optional.empty();
        }
        Window baseline = comparison.baseline();
        long end = baseline.fromNanos() + Math.round(baseline.lengthNanos() * SURELY_BEFORE);
        Comparison shorter = comparison.between(new Window(baseline.fromNanos(), end), comparison.incident());
        return shorter.profile().requests(0) < FEWEST ? Optional.empty() : felt(shorter);
    }

    /** Without anything before the window, its own first part is the baseline, up to where the change shows best. */
    private Optional<Case> withinWindow(Comparison comparison) {
        Window window = comparison.incident();
        if (window.lengthNanos() < LEAST_TO_SPLIT_NANOS) {
            return Optional.empty();
        }
        Case best = null;
        for (double share : SPLITS) {
            long middle = window.fromNanos() + Math.round(window.lengthNanos() * share);
            Optional<Case> split = felt(
                    comparison.between(new Window(window.fromNanos(), middle), new Window(middle, window.toNanos())),
                    SPLITS.length);
            if (split.isPresent()
                    && (best == null
                            || split.get().felt.get(0).affected()
                                    > best.felt.get(0).affected())) {
                best = split.get();
            }
        }
        return Optional.ofNullable(best).flatMap(this::settled);
    }

    /** The case with its onset found, without what other customers explain. */
    private Optional<Case> settled(Case first) {
        Case found = sharpened(first);
        List<Felt> real = MixShift.without(new Inquiry(found.comparison, found.felt), found.felt);
        return real.isEmpty() ? Optional.empty() : Optional.of(new Case(found.comparison, real));
    }

    /** The case with baseline and incident told apart where the symptom really began. */
    private Case sharpened(Case first) {
        Comparison known = first.comparison;
        Window incident = known.incident();
        Window baseline = known.baseline();
        boolean mayMove = question.baseline().isEmpty();
        Comparison wide = mayMove && baseline.toNanos() < incident.fromNanos()
                ? known.between(baseline, new Window(baseline.toNanos(), incident.toNanos()))
                : known;
        OptionalLong onset = Timing.of(new Inquiry(wide, first.felt), first.felt.get(0), incident.fromNanos());
        if (onset.isEmpty()) {
            return first;
        }
        long at = onset.getAsLong();
        long tolerance = Math.max(LEAST_TOLERANCE_NANOS, incident.lengthNanos() / 50);
        boolean adjacent = baseline.toNanos() == incident.fromNanos();
        boolean asAsked = Math.abs(at - incident.fromNanos()) <= tolerance && (adjacent || !mayMove);
        boolean tooEarly = at < (mayMove ? baseline.fromNanos() + baseline.lengthNanos() / 5 : incident.fromNanos());
        if (asAsked || tooEarly || at >= incident.toNanos()) {
            return first;
        }
        long healthyUntil = !mayMove ? baseline.toNanos() : adjacent ? at : Math.min(at, baseline.toNanos());
        Window before = new Window(baseline.fromNanos(), healthyUntil);
        Window since = new Window(at, incident.toNanos());
        Comparison sharper = known.between(before, since);
        if (sharper.profile().requests(0) < FEWEST || sharper.profile().requests(1) < FEWEST) {
            return first;
        }
        return felt(sharper).orElse(first);
    }
}
