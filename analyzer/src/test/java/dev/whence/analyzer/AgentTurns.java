package dev.whence.analyzer;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Turns of an agent that asks a model whom the turn is for, then what to do, and calls a tool, twice if all goes well, written down span by span;
 * the same each time. It asks again when it can't read the model's answer or the tool fails, and gives up after some
 * rounds.
 */
final class AgentTurns {
    private static final int WANTED = 2;
    private static final int MOST_ROUNDS = 5;

    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Record> records = new ArrayList<>();
    private long ids = 0x5000;

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
        return List.copyOf(turns.records);
    }

    private void serve(long at, Turn turn) {
        String trace = String.format("%032x", ids++);
        String root = id();
        String agent = id();
        long now = at + nanos(0.005);
        now = span(trace, id(), agent, "chat", now, varied(0.2), "", span -> span.put("agent.phase", "triage"));
        int done = 0;
        boolean failedBefore = false;
        for (int round = 0; round < MOST_ROUNDS && done < WANTED; round++) {
            boolean broken = random.nextDouble() < turn.broken;
            boolean again = failedBefore;
            now = span(trace, id(), agent, "chat", now, varied(0.4), "", span -> {
                span.put("agent.phase", "act");
                span.put(Names.OUTPUT_LENGTH, 300).put(Names.QUALITY_INVALID_JSON, broken ? 1.0 : 0.0);
                if (again) {
                    span.put(Names.QUALITY_DUPLICATE, 1.0);
                }
            });
            if (!broken) {
                failedBefore = random.nextDouble() < turn.toolFails;
                done += failedBefore ? 0 : 1;
                now = span(
                        trace,
                        id(),
                        agent,
                        "execute_tool",
                        now,
                        varied(0.1),
                        failedBefore ? "ToolError" : "",
                        span -> {});
            }
        }
        String error = done < WANTED ? "GaveUp" : "";
        span(trace, agent, root, "agent", at + nanos(0.002), (now - at) / 1e9, error, span -> {});
        span(trace, root, "", "POST /turn", at, (now - at) / 1e9 + 0.01, error, span -> {});
    }

    private double varied(double seconds) {
        return seconds * (0.8 + 0.4 * random.nextDouble());
    }

    private long span(
            String trace,
            String id,
            String parent,
            String stage,
            long from,
            double seconds,
            String error,
            Consumer<RecordBuilder> more) {
        RecordBuilder span = Record.builder()
                .timestampNanos(from)
                .kind(Kind.SPAN)
                .put(Names.TRACE_ID, trace)
                .put(Names.SPAN_ID, id)
                .put(Names.PARENT_SPAN_ID, parent)
                .put(Names.SERVICE, "agent")
                .put(Names.STAGE, stage)
                .put(Names.DURATION, seconds)
                .put(Names.STATUS, error.isEmpty() ? "ok" : "error")
                .put(Names.ERROR_TYPE, error);
        more.accept(span);
        records.add(span.build());
        return from + nanos(seconds);
    }

    private String id() {
        return String.format("%016x", ids++);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * Traffic.SECOND);
    }
}
