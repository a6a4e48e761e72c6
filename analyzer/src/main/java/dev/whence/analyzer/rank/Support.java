package dev.whence.analyzer.rank;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.frame.Comparison;
import java.util.List;

/** Facts that speak for a cause without naming one of their own. Implementations hold no state. */
interface Support {
    /**
     * What else happened at the place of a cause.
     *
     * @param onsetNanos when the cause began
     */
    List<Answer.Evidence> about(Comparison comparison, Place place, long onsetNanos);
}
