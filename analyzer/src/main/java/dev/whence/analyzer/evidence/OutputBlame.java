package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.analyzer.symptom.OutputChecks;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Blames worse outputs on the first stage that gives them, or on an earlier one whose result count, version or checks
 * changed with them.
 */
public final class OutputBlame implements EvidenceSource {
    private static final double MOVED_SHARE = 0.3;
    private static final double PASSED_ON = 0.5;

    @Override
    public SymptomKind about() {
        return SymptomKind.OUTPUT;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        List<Felt> felt = inquiry.felt(SymptomKind.OUTPUT).stream()
                .filter(one -> one.affected() > 0)
                .toList();
        Optional<Felt> first = felt.stream()
                .filter(one -> felt.stream().noneMatch(other -> gave(inquiry, other, one)))
                .min(Comparator.comparingDouble((Felt one) -> inquiry.profile().endOffset(one.place()))
                        .thenComparing(
                                Comparator.comparingDouble(Felt::affected).reversed()));
        return first.map(one -> List.of(suspicion(inquiry, one))).orElse(List.of());
    }

    /** Whether the bad outputs of one stage are those of another which it called: what it was given it passed on. */
    private static boolean gave(Inquiry inquiry, Felt below, Felt above) {
        if (below.place() == above.place()
                || !inquiry.isAbove(above.place(), below.place())
                || inquiry.isAbove(below.place(), above.place())) {
            return false;
        }
        Set<Integer> requests = badRequests(inquiry, below);
        Set<Integer> passedOn = badRequests(inquiry, above);
        int bad = passedOn.size();
        passedOn.retainAll(requests);
        return passedOn.size() > PASSED_ON * bad;
    }

    private static Set<Integer> badRequests(Inquiry inquiry, Felt felt) {
        Outcome outcome = outcome(inquiry, felt);
        double bound = outcome.binary() ? 0 : (felt.falling() ? -1 : 1) * Math.log(1 + felt.threshold());
        Set<Integer> requests = new HashSet<>();
        for (int i = 0; i < outcome.size(); i++) {
            if (outcome.incident()[i] && outcome.value()[i] > bound) {
                requests.add(inquiry.requestOf(outcome.rows()[i]));
            }
        }
        return requests;
    }

    static Suspicion suspicion(Inquiry inquiry, Felt felt) {
        String label = inquiry.place(felt.place()).label();
        List<Answer.Evidence> facts = new ArrayList<>();
        facts.add(Facts.fact(
                felt.signal().replaceFirst("\\.rate$", ""),
                felt.before(),
                felt.after(),
                felt.pValue(),
                sentence(felt, label)));
        Outcome outcome = outcome(inquiry, felt);
        Optional<Shift> source = new Upstream(inquiry)
                .ofResult(
                        felt.place(),
                        Change.of(inquiry, outcome),
                        shift -> shift.isNumber()
                                ? !shift.field().equals(Names.INPUT_TOKENS)
                                        && !shift.field().equals(Names.COST)
                                        && Math.abs(shift.growth()) > 0.4
                                : shift.isNew() || shift.after() - shift.before() > MOVED_SHARE);
        if (source.isPresent()) {
            facts.add(0, Facts.shift(inquiry, source.get()));
            return new Suspicion(
                            source.get().place(),
                            "output",
                            1,
                            felt.pValue(),
                            TokenFlow.byShift(inquiry, source.get()),
                            facts,
                            felt.place())
                    .by(source.get());
        }
        return new Suspicion(felt.place(), "output", 1, felt.pValue(), outcome, facts, felt.place());
    }

    private static String sentence(Felt felt, String label) {
        if (isLength(felt)) {
            return "outputs of " + label + " have " + Facts.number(felt.after()) + " characters (median), before "
                    + Facts.number(felt.before());
        }
        String shares = Facts.percent(felt.after()) + " of the outputs of " + label;
        String before = ", before " + Facts.percent(felt.before());
        String field = felt.countedField();
        return field.isEmpty()
                ? shares + " are " + word(felt.signal()) + before
                : shares + " have " + field + (felt.falling() ? " below " : " above ") + Facts.number(felt.threshold())
                        + before;
    }

    private static boolean isLength(Felt felt) {
        return felt.signal().equals(Names.OUTPUT_LENGTH + ".p50");
    }

    private static String word(String signal) {
        if (signal.startsWith("finish_reason")) {
            return "cut off or filtered";
        }
        return switch (signal.replace("quality.", "").replace(".rate", "")) {
            case "refusal" -> "refusals";
            case "invalid_json" -> "broken JSON";
            case "repetition" -> "repetitive";
            case "empty" -> "empty";
            case "truncated" -> "cut off";
            case "schema" -> "not of their schema";
            case "echo" -> "echoes of the input";
            case "language" -> "in another language";
            case "ungrounded" -> "not grounded in the input";
            case "duplicate" -> "the same again and again";
            case "leak" -> "with secrets or personal data";
            default -> "worse";
        };
    }

    /** How the outputs of the place went by the signal that was felt. */
    public static Outcome outcome(Inquiry inquiry, Felt felt) {
        Comparison comparison = inquiry.comparison();
        double[] value = new double[inquiry.frame().rows()];
        Arrays.fill(value, Double.NaN);
        if (felt.signal().startsWith("finish_reason")) {
            Signals attributes = comparison.attributes(inquiry.place(felt.place()));
            Table.Texts reasons = attributes.texts().get(Names.FINISH_REASONS);
            for (int i = 0; reasons != null && i < attributes.rows().length; i++) {
                if (attributes.rows()[i] >= 0 && reasons.codes()[i] >= 0) {
                    value[attributes.rows()[i]] = OutputChecks.isGoodEnd(reasons.get(i)) ? 0 : 1;
                }
            }
            return inquiry.outcome(inquiry.rowsOf(felt.place()), row -> value[row], true);
        }
        Signals signals = comparison.signals();
        boolean length = isLength(felt);
        String counted = felt.countedField();
        String check = felt.signal().replace(".rate", "");
        String field = length ? Names.OUTPUT_LENGTH : counted.isEmpty() ? check : counted;
        double[] column = signals.numbers().getOrDefault(field, new double[0]);
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            if (row < 0) {
                continue;
            }
            if (length) {
                value[row] = (felt.falling() ? -1 : 1) * Math.log(1 + column[i]);
            } else if (counted.isEmpty()) {
                value[row] = OutputChecks.isBad(check, column[i]) ? 1 : 0;
            } else if (!Double.isNaN(column[i]) && !inquiry.frame().error()[row]) {
                value[row] = felt.isBeyond(column[i]) ? 1 : 0;
            }
        }
        return inquiry.outcome(inquiry.rowsOf(felt.place()), row -> value[row], !length);
    }
}
