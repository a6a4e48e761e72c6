package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.evidence.EvidenceSource;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.OwnTrouble;
import dev.whence.analyzer.evidence.Suspicion;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Puts all evidence together: one cause a place, narrowed, dated, weighed and put into words. */
public final class Ranker {
    /** How much a cause of another symptom than the worst one weighs. */
    private static final double SIDE_SYMPTOM = 0.6;

    /** How much a consequence of other causes weighs of what it would by itself. */
    private static final double CONSEQUENCE = 0.4;

    /** What a cause weighs at least that is none of the others' doing, however little of the symptom it explains. */
    private static final double ITSELF = 0.3;

    private static final Set<String> GIVEN_MORE = Set.of("tokens", "size");
    private static final double LEAST_OF_BEST = 0.12;
    private static final int MOST_TRACES = 5;
    private static final double CERTAIN_DIGITS = 10;

    private final List<EvidenceSource> sources;
    private final List<Support> supports = List.of(new ChangeMarkers(), new ResourceMetrics(), new LogTemplates());

    /** @param sources all kinds of evidence, in order of precedence where they suspect the same place alike */
    public Ranker(List<EvidenceSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** A cause with what is still needed to trace how it spread. */
    public record Ranked(Answer.Cause cause, Suspicion suspicion, boolean[] bad) {}

    /** The causes of what was felt, best first. */
    public List<Ranked> rank(Inquiry inquiry, int limit) {
        Felt worst = inquiry.felt().get(0);
        Map<Integer, Weighed> byPlace = new LinkedHashMap<>();
        for (EvidenceSource source : sources) {
            for (Suspicion suspicion : source.suspects(inquiry)) {
                double weight =
                        source.about() == worst.kind() ? 1 : SIDE_SYMPTOM * reach(inquiry, worst, source, suspicion);
                byPlace.merge(suspicion.place(), new Weighed(suspicion, weight), Weighed::with);
            }
        }
        List<Weighed> weighed = new ArrayList<>(byPlace.values());
        weighed.sort(Comparator.comparingDouble(Weighed::score).reversed());
        double best = weighed.isEmpty() ? 0 : weighed.get(0).score();
        double next = weighed.size() > 1 ? weighed.get(1).score() : 0;
        List<Ranked> ranked = new ArrayList<>();
        for (Weighed one : withOthersAtOnce(inquiry, weighed)) {
            if (ranked.size() < limit && one.score() >= LEAST_OF_BEST * best) {
                ranked.add(cause(inquiry, one, ranked.size() + 1, ranked.isEmpty() ? best - next : -1));
            }
        }
        return ranked;
    }

    /** How many requests felt the side symptom of the suspicion, for each that felt the worst one; at most 1. */
    private static double reach(Inquiry inquiry, Felt worst, EvidenceSource source, Suspicion suspicion) {
        return inquiry.felt(source.about()).stream()
                .filter(felt -> felt.place() == suspicion.feltAt())
                .mapToDouble(felt -> Math.min(1, felt.affected() / worst.affected()))
                .max()
                .orElse(1);
    }

    /** Its place, and the one whose calls got longer because of what that one gives it. */
    private static Set<Integer> explained(Suspicion suspicion) {
        return GIVEN_MORE.contains(suspicion.kind())
                ? new HashSet<>(List.of(suspicion.place(), suspicion.feltAt()))
                : Set.of(suspicion.place());
    }

    /** The first, then what is none of its doing, stages that suffer unnoticed among it; its consequences weigh less. */
    private static List<Weighed> withOthersAtOnce(Inquiry inquiry, List<Weighed> weighed) {
        if (weighed.isEmpty()) {
            return weighed;
        }
        Set<Integer> known = new HashSet<>();
        weighed.forEach(one -> known.addAll(explained(one.suspicion)));
        List<Weighed> others = new ArrayList<>(weighed.subList(1, weighed.size()));
        OwnTrouble ownTrouble = new OwnTrouble(inquiry);
        ownTrouble.suspects(known).forEach(one -> others.add(new Weighed(one, SIDE_SYMPTOM)));
        others.sort(Comparator.comparingDouble(Weighed::score).reversed());
        Independence independence = new Independence(inquiry);
        independence.explain(weighed.get(0).suspicion);
        List<Weighed> all = new ArrayList<>(weighed.subList(0, 1));
        for (Weighed other : others) {
            boolean suspected = known.contains(other.suspicion.place());
            if (!independence.of(other.suspicion)) {
                if (suspected) {
                    all.add(other.lighter());
                }
                continue;
            }
            Suspicion cause = suspected ? other.suspicion : ownTrouble.handedOn(other.suspicion);
            if (suspected || !known.contains(cause.place())) {
                independence.explain(cause);
                all.add(new Weighed(cause, other.weight).byItself());
            }
        }
        all.subList(1, all.size())
                .sort(Comparator.comparingDouble(Weighed::score).reversed());
        return all;
    }

    /**
     * A suspicion and how much it weighs.
     *
     * @param floor of its score: what is certain to be a cause weighs something, however few requests it hits
     */
    private record Weighed(Suspicion suspicion, double weight, double floor) {
        Weighed(Suspicion suspicion, double weight) {
            this(suspicion, weight, 0);
        }

        double score() {
            double digits = -Math.log10(Math.max(suspicion.pValue(), 1e-300));
            double certainty = Math.min(1, digits / CERTAIN_DIGITS);
            return Math.max(weight * suspicion.explains(), floor) * (0.5 + 0.5 * certainty);
        }

        Weighed lighter() {
            return new Weighed(suspicion, CONSEQUENCE * weight, floor);
        }

        Weighed byItself() {
            return new Weighed(suspicion, weight, ITSELF);
        }

        /** Two kinds of evidence about one place: the weightier leads, the facts of both stand. */
        Weighed with(Weighed other) {
            boolean leads = score() >= other.score();
            Weighed lead = leads ? this : other;
            Weighed side = leads ? other : this;
            List<Answer.Evidence> facts = new ArrayList<>(lead.suspicion.evidence());
            side.suspicion.evidence().stream()
                    .filter(fact -> !facts.contains(fact))
                    .forEach(facts::add);
            return new Weighed(lead.suspicion.showing(facts), lead.weight, lead.floor);
        }
    }

    private Ranked cause(Inquiry inquiry, Weighed weighed, int rank, double margin) {
        Suspicion suspicion = weighed.suspicion();
        Place place = inquiry.place(suspicion.place());
        Outcome outcome = suspicion.outcome();
        int attributesOf =
                outcome.size() == 0 ? suspicion.place() : inquiry.frame().place()[outcome.rows()[0]];
        Narrowing narrowing = AttributeSearch.of(inquiry, outcome, attributesOf).orTo(suspicion);
        OptionalLong began = suspicion.kind().equals("throughput")
                ? Timing.arrivals(inquiry)
                : Timing.of(inquiry, outcome, narrowing.matches());
        long onset = began.orElse(inquiry.comparison().incident().fromNanos());
        List<Answer.Evidence> evidence = new ArrayList<>(suspicion.evidence());
        Statement statement = new Statement(inquiry, suspicion, narrowing, onset);
        evidence.addAll(1, statement.facts());
        for (Support support : supports) {
            evidence.addAll(support.about(inquiry.comparison(), place, onset));
        }
        boolean[] bad = Timing.bad(outcome, narrowing.matches());
        List<String> traces = traces(inquiry, outcome, bad);
        double score = Math.min(1, Math.max(0, weighed.score()));
        Answer.Cause cause = new Answer.Cause(
                rank,
                round(score),
                confidence(suspicion, score, margin, bad),
                suspicion.kind(),
                place.service(),
                place.stage(),
                narrowing.attributes(),
                Window.instant(onset),
                round(Math.min(1, Math.max(0, suspicion.explains()))),
                statement.text(evidence),
                evidence,
                traces,
                statement.next(traces),
                Optional.empty());
        return new Ranked(cause, suspicion, bad);
    }

    private static String confidence(Suspicion suspicion, double score, double margin, boolean[] bad) {
        int cases = 0;
        for (boolean one : bad) {
            cases += one ? 1 : 0;
        }
        if (score >= 0.6 && margin >= 0.25 && suspicion.pValue() < 1e-8 && cases >= 10) {
            return "high";
        }
        return score >= 0.3 && suspicion.pValue() < 1e-5 ? "medium" : "low";
    }

    private static List<String> traces(Inquiry inquiry, Outcome outcome, boolean[] bad) {
        long[] keys = new long[outcome.size()];
        double[] value = new double[outcome.size()];
        int n = 0;
        for (int i = 0; i < bad.length; i++) {
            long key = inquiry.frame().traceKey()[outcome.rows()[i]];
            if (bad[i] && key != 0) {
                keys[n] = key;
                value[n++] = outcome.value()[i];
            }
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> value[i]).reversed());
        List<Long> chosen = Arrays.stream(order)
                .map(i -> keys[i])
                .distinct()
                .limit(MOST_TRACES)
                .toList();
        Map<Long, String> ids = chosen.isEmpty()
                ? new HashMap<>()
                : inquiry.comparison().store().traceIds(chosen);
        return chosen.stream().filter(ids::containsKey).map(ids::get).toList();
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
