package dev.whence.server.demo;

import dev.whence.analyzer.Answer;
import dev.whence.fixtures.Truth;
import java.util.Optional;

/** Compares an answer with what is really wrong. */
final class Verdict {
    private Verdict() {}

    /**
     * Whether the answer is right: its first cause names the place of the fault, and what narrows it where something
     * does; and no cause at all where nothing is wrong.
     */
    static boolean isRight(Answer answer, Optional<Truth> truth) {
        if (truth.isEmpty() || answer.causes().isEmpty()) {
            return truth.isEmpty() && answer.causes().isEmpty();
        }
        Answer.Cause first = answer.causes().get(0);
        Truth fault = truth.get();
        boolean narrowed = fault.attributes().isEmpty() || fault.isNarrowing(first.attributes());
        return fault.isPlace(first.service(), first.stage()) && narrowed;
    }
}
