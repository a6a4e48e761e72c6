package dev.whence.analyzer;

import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns of an agent that asks a model whom the turn is for, then what to do, and calls a tool, twice if all goes well, written down span by span;
 * the same each time. It asks again when it can't read the model's answer or the tool fails, and gives up after some
 * rounds.
 */
final class AgentTurns {
    private static final int WANTED = 2;
    private static final int MOST_ROUNDS = 5;

    private final Written to = new Written(11);

    /** What goes wrong with one turn, as probabilities by call. */
    static final class Turn {
        double broken;
        double toolFails;
    }

    /** Half an hour of healthy traffic and ten minutes with the fault. */
    static List<Record> with(Consumer<Turn> fault) {
        AgentTurns turns = new AgentTurns();
        for (long at = Traffic.START; at < Traffic.end(); at += 3 * Traffic.SECOND) {
            Turn turn = new Turn();
            turn.broken = 0.01;
            turn.toolFails = 0.01;
            if (at >= Traffic.onset()) {
                fault.accept(turn);
            }
            turns.serve(at, turn);
        }
        return turns.to.records();
    }

    private void serve(long at, Turn turn) {
        String trace = to.trace();
        String root = to.id();
        String agent = to.id();
        long now = at + Written.nanos(0.005);
        now = to.span(
                trace, to.id(), agent, "chat", now, to.varied(0.2), "", span -> span.put("agent.phase", "triage"));
        int done = 0;
        boolean failedBefore = false;
        for (int round = 0; round < MOST_ROUNDS && done < WANTED; round++) {
            boolean broken = to.random.nextDouble() < turn.broken;
            boolean again = failedBefore;
            now = to.span(trace, to.id(), agent, "chat", now, to.varied(0.4), "", span -> {
                span.put("agent.phase", "act");
                span.put(Names.OUTPUT_LENGTH, 300).put(Names.QUALITY_INVALID_JSON, broken ? 1.0 : 0.0);
                if (again) {
                    span.put(Names.QUALITY_DUPLICATE, 1.0);
                }
            });
            if (!broken) {
                failedBefore = to.random.nextDouble() < turn.toolFails;
                done += failedBefore ? 0 : 1;
                now = to.span(
                        trace,
                        to.id(),
                        agent,
                        "execute_tool",
                        now,
                        to.varied(0.1),
                        failedBefore ? "ToolError" : "",
                        span -> {});
            }
        }
        String error = done < WANTED ? "GaveUp" : "";
        to.span(trace, agent, root, "agent", at + Written.nanos(0.002), (now - at) / 1e9, error, span -> {});
        to.span(trace, root, "", "POST /turn", at, (now - at) / 1e9 + 0.01, error, span -> {});
    }
}
