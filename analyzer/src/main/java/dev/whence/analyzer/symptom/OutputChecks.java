package dev.whence.analyzer.symptom;

import dev.whence.model.Names;
import java.util.List;
import java.util.Set;

/** What tells a bad output from a good one: checks that flag it, and the reason why the model stopped. */
public final class OutputChecks {
    /** The checks that flag an output, each a rate of its own. */
    static final List<String> ALL = List.of(
            Names.QUALITY_REFUSAL,
            Names.QUALITY_EMPTY,
            Names.QUALITY_TRUNCATED,
            Names.QUALITY_INVALID_JSON,
            Names.QUALITY_REPETITION,
            Names.QUALITY_SCHEMA,
            Names.QUALITY_ECHO,
            Names.QUALITY_LANGUAGE,
            Names.QUALITY_UNGROUNDED,
            Names.QUALITY_DUPLICATE,
            Names.QUALITY_LEAK);

    private static final Set<String> GOOD_ENDS = Set.of("stop", "tool_call", "tool_calls", "end_turn", "tool_use");

    /** Every output repeats itself a little; one that does so for the most part is bad. */
    private static final double MOSTLY = 0.5;

    private OutputChecks() {}

    /** Whether a check's value speaks against the output; a missing one, NaN, does not. */
    public static boolean isBad(String check, double value) {
        return check.equals(Names.QUALITY_REPETITION) ? value >= MOSTLY : value > 0;
    }

    /** Whether a model that stops for this reason has said all it wanted to. */
    public static boolean isGoodEnd(String finishReason) {
        return GOOD_ENDS.contains(finishReason);
    }
}
