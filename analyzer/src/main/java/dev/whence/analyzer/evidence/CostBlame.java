package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.stats.Tests;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blames added cost on the places whose calls cost more, or on where their additional tokens came from. */
public final class CostBlame implements EvidenceSource {
    private static final double LEAST_SHARE = 0.15;
    /** How much of a trouble another model is as long as nothing tells that it is dearer. */
    private static final double UNTOLD = 0.5;

    private static final double DEARER = Math.log(1.1);

    @Override
    public SymptomKind about() {
        return SymptomKind.COST;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        List<Felt> felt = inquiry.felt(SymptomKind.COST);
        List<Suspicion> suspects = new ArrayList<>(anotherModel(
                inquiry, felt.stream().filter(one -> one.value().isPresent()).toList()));
        if (felt.size() == suspects.size()) {
            return suspects;
        }
        Frame frame = inquiry.frame();
        double[] cost = inquiry.comparison().signals().costs(frame);
        double[][] sum = new double[2][frame.places().size()];
        double[] requests = {inquiry.profile().requests(0), inquiry.profile().requests(1)};
        for (int row = 0; row < cost.length; row++) {
            if (inquiry.periodOf(row) >= 0 && !Double.isNaN(cost[row])) {
                sum[inquiry.periodOf(row)][frame.place()[row]] += cost[row];
            }
        }
        double total = 0;
        double[] added = new double[sum[0].length];
        for (int place = 0; place < added.length; place++) {
            added[place] = sum[1][place] / requests[1] - sum[0][place] / requests[0];
            total += Math.max(0, added[place]);
        }
        for (int place = 0; place < added.length; place++) {
            if (added[place] > LEAST_SHARE * total) {
                suspects.add(suspicion(
                        inquiry,
                        place,
                        added[place] / total,
                        sum[0][place] / requests[0],
                        sum[1][place] / requests[1],
                        cost));
            }
        }
        return suspects;
    }

    /** Of what nothing tells the cost, the stages that call another model than before; not those above them. */
    private static List<Suspicion> anotherModel(Inquiry inquiry, List<Felt> felt) {
        return felt.stream()
                .filter(one -> felt.stream()
                        .noneMatch(
                                other -> other.place() != one.place() && inquiry.isAbove(one.place(), other.place())))
                .map(one -> {
                    Map.Entry<String, String> value = one.value().orElseThrow();
                    String text = value.getKey() + "=" + value.getValue() + " answers "
                            + Facts.percent(one.after()) + " of the calls of "
                            + inquiry.place(one.place()).label() + ", before " + Facts.percent(one.before())
                            + "; what they cost is not told";
                    return new Suspicion(
                            one.place(),
                            "cost",
                            UNTOLD * one.after(),
                            one.pValue(),
                            having(inquiry, one),
                            List.of(Facts.fact("attribute", one.before(), one.after(), one.pValue(), text)),
                            one.place(),
                            Map.ofEntries(value));
                })
                .toList();
    }

    /** Which calls of the place have the value that was felt. */
    public static Outcome having(Inquiry inquiry, Felt felt) {
        Map.Entry<String, String> value = felt.value().orElseThrow();
        Signals attributes = inquiry.comparison().attributes(inquiry.place(felt.place()));
        Table.Texts column = attributes.texts().get(value.getKey());
        int[] entryOfRow = attributes.entryOfRow();
        return inquiry.outcome(
                inquiry.rowsOf(felt.place()),
                row -> column == null || entryOfRow[row] < 0 || column.codes()[entryOfRow[row]] < 0
                        ? Double.NaN
                        : column.get(entryOfRow[row]).equals(value.getValue())
                                ? inquiry.frame().count(row)
                                : 0,
                true);
    }

    private static Suspicion suspicion(
            Inquiry inquiry, int place, double share, double before, double after, double[] cost) {
        Outcome outcome = inquiry.outcome(
                inquiry.rowsOf(place), row -> Double.isNaN(cost[row]) ? Double.NaN : Math.log(cost[row] + 1e-9), false);
        double[][] periods = Inquiry.periods(outcome);
        double p = Tests.greater(periods[0], periods[1]);
        List<Answer.Evidence> facts = new ArrayList<>();
        facts.add(Facts.fact(
                "cost",
                before,
                after,
                p,
                "calls of " + inquiry.place(place).label() + " cost " + Facts.number(after) + " USD a request, before "
                        + Facts.number(before)));
        double times = Math.log(Math.max(after, 1e-12) / Math.max(before, 1e-12));
        Optional<Shift> tokens = inquiry.shifts().numbers(place).stream()
                .filter(shift -> shift.field().equals(Names.INPUT_TOKENS)
                        || shift.field().equals(Names.OUTPUT_TOKENS))
                .filter(shift -> shift.growth() > 0.4 * times)
                .max((a, b) -> Double.compare(a.growth(), b.growth()));
        if (tokens.isPresent()) {
            return new TokenFlow(inquiry, place).followed(tokens.get(), share, p, facts);
        }
        boolean dearerCalls = Samples.mean(periods[1]) - Samples.mean(periods[0]) > DEARER;
        Suspicion here = new Suspicion(place, "cost", share, p, outcome, facts, place);
        return dearerCalls ? here : Rerouted.to(inquiry, place, share, p, facts).orElse(here);
    }
}
