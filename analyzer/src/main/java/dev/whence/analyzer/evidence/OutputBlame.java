package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.symptom.Felt;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Blames worse outputs on the first stage that gives them, or on an earlier one whose result count, version or checks
 * changed with them.
 */
public final class OutputBlame implements EvidenceSource {
    private static final double MOVED_SHARE = 0.3;
    private static final Set<String> GOOD_ENDS = Set.of("stop", "tool_call", "tool_calls", "end_turn", "tool_use");

    @Override
    public SymptomKind about() {
        return SymptomKind.OUTPUT;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        Optional<Felt> first = inquiry.felt(SymptomKind.OUTPUT).stream()
                .filter(felt -> felt.affected() > 0)
                .min(Comparator.comparingDouble((Felt felt) -> inquiry.profile().endOffset(felt.place()))
                        .thenComparing(
                                Comparator.comparingDouble(Felt::affected).reversed()));
        return first.map(felt -> List.of(suspicion(inquiry, felt))).orElse(List.of());
    }

    static Suspicion suspicion(Inquiry inquiry, Felt felt) {
        String label = inquiry.place(felt.place()).label();
        boolean length = felt.signal().startsWith(Names.OUTPUT_LENGTH);
        List<Answer.Evidence> facts = new ArrayList<>();
        facts.add(Facts.fact(
                felt.signal().replaceFirst("\\.rate$", ""),
                felt.before(),
                felt.after(),
                felt.pValue(),
                length
                        ? "outputs of " + label + " have " + Facts.number(felt.after())
                                + " characters (median), before " + Facts.number(felt.before())
                        : Facts.percent(felt.after()) + " of the outputs of " + label + " are " + word(felt.signal())
                                + ", before " + Facts.percent(felt.before())));
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
                    felt.place());
        }
        return new Suspicion(felt.place(), "output", 1, felt.pValue(), outcome, facts, felt.place());
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
                    value[attributes.rows()[i]] = GOOD_ENDS.contains(reasons.get(i)) ? 0 : 1;
                }
            }
            return inquiry.outcome(inquiry.rowsOf(felt.place()), row -> value[row], true);
        }
        Signals signals = comparison.signals();
        boolean length = felt.signal().startsWith(Names.OUTPUT_LENGTH);
        double[] column = signals.numbers()
                .getOrDefault(length ? Names.OUTPUT_LENGTH : felt.signal().replace(".rate", ""), new double[0]);
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            if (row >= 0) {
                value[row] = length ? (felt.falling() ? -1 : 1) * Math.log(1 + column[i]) : column[i] > 0 ? 1 : 0;
            }
        }
        return inquiry.outcome(inquiry.rowsOf(felt.place()), row -> value[row], !length);
    }
}
