package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Facts;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.Suspicion;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.model.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One cause in a sentence for somebody who was woken up by it, with its numbers; and what to do next. */
final class Statement {
    /** Kinds of causes whose sentence tells how the calls went, and the kind of the fact behind it. */
    private static final Map<String, String> NUMBERS = Map.of(
            "latency", "own_time",
            "network", "own_time",
            "error", "failing_calls",
            "timeout", "waiting_calls",
            "cost", "cost_per_call");

    private final Inquiry inquiry;
    private final Suspicion suspicion;
    private final Narrowing narrowing;
    private final long onsetNanos;
    private final Worsening worse;
    private final WorseningWords words;

    Statement(Inquiry inquiry, Suspicion suspicion, Narrowing narrowing, long onsetNanos) {
        this.inquiry = inquiry;
        this.suspicion = suspicion;
        this.narrowing = narrowing;
        this.onsetNanos = onsetNanos;
        this.worse =
                suspicion.outcome().binary() ? Worsening.rate(rate(0), rate(1)) : Worsening.of(amounts(0), amounts(1));
        this.words = new WorseningWords(worse, this::measure);
    }

    /** The rate of failures of the calls in question. */
    private double rate(int period) {
        Outcome outcome = suspicion.outcome();
        double failures = 0;
        double weight = 0;
        for (int i = 0; i < outcome.size(); i++) {
            if (counts(i, period)) {
                failures += outcome.value()[i];
                weight += outcome.weight()[i];
            }
        }
        return weight == 0 ? 0 : failures / weight;
    }

    /** The measure of the calls in question. */
    private double[] amounts(int period) {
        Doubles values = new Doubles();
        for (int i = 0; i < suspicion.outcome().size(); i++) {
            if (counts(i, period)) {
                values.add(suspicion.outcome().value()[i]);
            }
        }
        return Samples.exp(values.toArray());
    }

    /** What the sentence's own numbers rest on: the calls in question before and since, and what sets them apart. */
    List<Answer.Evidence> facts() {
        List<Answer.Evidence> facts = new ArrayList<>();
        boolean countsCosts =
                suspicion.kind().equals("cost") && suspicion.outcome().binary();
        if (suspicion.outcome().size() > 0 && NUMBERS.containsKey(suspicion.kind()) && !countsCosts) {
            facts.add(levelFact());
            if (worse.inAPart() || worse.onAverage()) {
                facts.add(words.fact(
                        "the calls of " + inquiry.place(suspicion.place()).label() + where(), amounts(0), amounts(1)));
            }
        }
        if (!narrowing.attributes().isEmpty()) {
            facts.add(narrowingFact());
        }
        return facts;
    }

    private Answer.Evidence levelFact() {
        Outcome outcome = suspicion.outcome();
        Doubles[] periods = {new Doubles(), new Doubles()};
        double[] weight = new double[2];
        double[] sum = new double[2];
        for (int i = 0; i < outcome.size(); i++) {
            if (counts(i, outcome.incident()[i] ? 1 : 0)) {
                int period = outcome.incident()[i] ? 1 : 0;
                periods[period].add(outcome.value()[i]);
                weight[period] += outcome.weight()[i];
                sum[period] += outcome.value()[i];
            }
        }
        double p = outcome.binary()
                ? Tests.rateRose(sum[0], weight[0], sum[1], weight[1])
                : Tests.greater(periods[0].toArray(), periods[1].toArray());
        String calls = "calls of " + inquiry.place(suspicion.place()).label() + where();
        String text = outcome.binary()
                ? Facts.number(sum[1]) + " of " + Facts.number(weight[1]) + " " + calls + " since, "
                        + Facts.number(sum[0]) + " of " + Facts.number(weight[0]) + " before"
                : "median of " + Facts.number(weight[1]) + " " + calls + " since: " + measure(worse.after()) + "; of "
                        + Facts.number(weight[0]) + " before: " + measure(worse.before());
        return Facts.fact(NUMBERS.getOrDefault(suspicion.kind(), "calls"), worse.before(), worse.after(), p, text);
    }

    /** Whether a call is one of those in question; what the baseline does not know is compared with all of it. */
    private boolean counts(int i, int period) {
        if (!suspicion.outcome().incident()[i]) {
            return period == 0 && (narrowing.matches()[i] || narrowing.isNew());
        }
        boolean since = inquiry.frame().startNanos()[suspicion.outcome().rows()[i]] >= onsetNanos;
        return period == 1 && since && narrowing.matches()[i];
    }

    private Answer.Evidence narrowingFact() {
        Outcome outcome = suspicion.outcome();
        double[] inside = new double[2];
        double[] all = new double[2];
        for (int i = 0; i < outcome.size(); i++) {
            if (outcome.incident()[i]) {
                int in = narrowing.matches()[i] ? 1 : 0;
                all[in] += outcome.weight()[i];
                inside[in] += outcome.binary() ? outcome.value()[i] : Math.exp(outcome.value()[i]);
            }
        }
        double outside = inside[0] / Math.max(1, all[0]);
        double within = inside[1] / Math.max(1, all[1]);
        String share = Facts.percent(all[1] / Math.max(1, all[0] + all[1]));
        String text = words(narrowing.attributes()) + ": " + share + " of the calls"
                + (all[0] == 0
                        ? narrowing.isNew() ? ", none in the baseline" : ""
                        : "; " + measure(within) + " there, " + measure(outside) + " elsewhere");
        double p = outcome.binary() ? Tests.rateRose(inside[0], all[0], inside[1], all[1]) : apart(outcome);
        return Facts.fact("attributes", outside, within, p, text);
    }

    private double apart(Outcome outcome) {
        Doubles[] sides = {new Doubles(), new Doubles()};
        for (int i = 0; i < outcome.size(); i++) {
            if (outcome.incident()[i]) {
                sides[narrowing.matches()[i] ? 1 : 0].add(outcome.value()[i]);
            }
        }
        return Tests.greater(sides[0].toArray(), sides[1].toArray());
    }

    private String measure(double value) {
        if (suspicion.outcome().binary()) {
            return Facts.percent(value);
        }
        return suspicion.kind().equals("latency") || suspicion.kind().equals("network")
                ? Facts.seconds(value)
                : Facts.number(value);
    }

    String text(List<Answer.Evidence> evidence) {
        Place place = inquiry.place(suspicion.place());
        String who = place.label() + where();
        String since = " since "
                + Times.format(onsetNanos - Math.floorMod(onsetNanos, 1_000_000_000L))
                        .substring(11, 19)
                + " UTC";
        String share = Facts.percent(Math.min(1, suspicion.explains()));
        String main = evidence.get(0).text();
        String sentence =
                switch (suspicion.kind()) {
                    case "latency" -> words.slower(who, since, main) + "; that is " + share + " of the added latency.";
                    case "network" ->
                        "The network between " + place.service() + " and what " + who + " calls is slow" + since + " ("
                                + words.beside() + "); that is " + share + " of the added latency.";
                    case "error" ->
                        Facts.percent(worse.after()) + " of the calls of " + who + " fail" + since + " (before "
                                + Facts.percent(worse.before()) + ")" + errorType(evidence) + "; that is " + share
                                + " of the trouble.";
                    case "timeout" ->
                        "Callers give up waiting for " + who + since + ": it keeps "
                                + Facts.percent(worse.after()) + " of its calls waiting too long (before "
                                + Facts.percent(worse.before())
                                + "); that is " + share + " of the failures.";
                    case "tokens" ->
                        "The model is given more to read or write because of " + who + since + ": " + main
                                + "; that is " + share + " of the change.";
                    case "size" ->
                        who + " gives " + inquiry.place(suspicion.feltAt()).label() + " more to do" + since + ": "
                                + main + "; that is " + share + " of the added latency.";
                    case "routing" ->
                        "Requests" + where() + " go to " + place.label() + " more often" + since + ": " + main
                                + "; that is " + share + " of the change.";
                    case "parallel" ->
                        who + " runs what it calls less side by side" + since + ": " + main + "; that is " + share
                                + " of the added latency.";
                    case "calls" ->
                        who + " causes more calls" + since + ": " + main + "; that is " + share + " of the change.";
                    case "output" ->
                        suspicion.place() == suspicion.feltAt()
                                ? who + " gives worse outputs" + since + ": " + main + "."
                                : who + " breaks "
                                        + inquiry.place(suspicion.feltAt()).label() + since + ": " + main + ".";
                    case "missing" -> who + " no longer runs where it did" + since + ": " + main + ".";
                    case "cost" ->
                        suspicion.outcome().binary()
                                ? "Another model answers calls of " + place.label() + since + ": " + main + "."
                                : words.dearer(who, since, main) + "; that is " + share + " of the added cost.";
                    default -> main + since + ".";
                };
        return sentence + change(evidence);
    }

    private String where() {
        return narrowing.attributes().isEmpty() ? "" : " with " + words(narrowing.attributes());
    }

    private static String words(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" and "));
    }

    private static String errorType(List<Answer.Evidence> evidence) {
        return evidence.stream()
                .filter(fact -> fact.kind().equals("error_type"))
                .findFirst()
                .map(fact ->
                        ", mostly " + fact.text().replace("error.type ", "").replaceFirst(":.*", ""))
                .orElse("");
    }

    private static String change(List<Answer.Evidence> evidence) {
        return evidence.stream()
                .filter(fact -> fact.kind().equals(ChangeMarkers.KIND))
                .findFirst()
                .map(fact -> " There was a " + fact.text() + ".")
                .orElse("");
    }

    List<String> next(List<String> traces) {
        List<String> next = new ArrayList<>();
        StringBuilder query = new StringBuilder(Comparison.clause(inquiry.place(suspicion.place())));
        Set<String> own = inquiry.comparison()
                .attributes(inquiry.place(suspicion.place()))
                .texts()
                .keySet();
        StringBuilder above = new StringBuilder();
        narrowing.attributes().forEach((name, value) -> (own.contains(name) ? query : above)
                .append(" AND ")
                .append(name)
                .append(":")
                .append(Comparison.quoted(value)));
        if (suspicion.kind().equals("error")) {
            query.append(" AND status:error");
        }
        if (suspicion.kind().equals("latency")) {
            query.append(String.format(Locale.ROOT, " AND duration:>%.3fs", worse.threshold()));
        }
        next.add("search " + query);
        if (!above.isEmpty()) {
            next.add("search " + Comparison.clause(inquiry.place(inquiry.rootPlace())) + above);
        }
        if (!traces.isEmpty()) {
            next.add("open trace " + traces.get(0));
        }
        if (narrowing.isNew()) {
            next.add("roll back or compare " + words(narrowing.attributes()) + ", which the baseline does not know");
        }
        return next;
    }
}
