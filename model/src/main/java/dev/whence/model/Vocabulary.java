package dev.whence.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings records of every dialect to one normal form: OpenTelemetry's present names for generative AI, and this
 * project's few of its own.
 *
 * <p>Stateless and safe for any thread. Attributes stay as they came beside their normal form, with three exceptions:
 * what log frameworks call a field that each record has ({@code level}, {@code @timestamp}) is renamed; the carriers of
 * prompts and outputs give way to {@code input} and {@code output}, which would otherwise be stored up to four times;
 * vectors of embeddings give way to their dimension. What stands in a small JSON object that came as a text becomes
 * fields of its own beside it. Normalising twice changes nothing.
 *
 * <p>Names are matched as a whole, never by prefix: OpenInference and OpenLLMetry both write {@code llm.*} but share no
 * name that means two things.
 */
public final class Vocabulary {
    /** More fields than this cost the index more than they tell; the rest is dropped and counted. */
    static final int MAX_FIELDS = 1000;

    /** Characters; names that are longer come of a mistake. */
    static final int MAX_NAME = 256;

    private static final String DROPPED = "otel.dropped_attributes_count";

    /** Fields that no dialect names otherwise. */
    private static final Set<String> MEANT = Set.of(
            DROPPED,
            Names.STAGE,
            Names.STATUS,
            Names.INPUT,
            Names.OUTPUT,
            Names.METRIC_NAME,
            Names.METRIC_VALUE,
            Names.METRIC_STATISTIC,
            Names.AGGREGATE_COUNT,
            Names.AGGREGATE_ERRORS);

    private Vocabulary() {}

    /** As {@link #normalise(RecordBuilder)}, of a record that is built already. */
    public static Record normalise(Record record) {
        RecordBuilder builder = record.toBuilder();
        normalise(builder);
        return builder.build();
    }

    /** Brings the record to the normal form, in place. Its kind stays as it is. */
    public static void normalise(RecordBuilder record) {
        int before = record.fields().size();
        record.fields().keySet().removeIf(name -> name.length() > MAX_NAME);
        countDropped(record, before);
        LogShapes.unfold(record);
        takeNested(record);
        JsonMembers.unfold(record, MEANT);
        applyTable(record, repeatsUsage(record));
        Content.fill(record);
        Outcome.fill(record);
        limit(record);
    }

    /**
     * Whether this is an outer span of the Vercel AI SDK ({@code ai.generateText} around {@code
     * ai.generateText.doGenerate}). It repeats the usage of the model calls within it; counting it again would double the
     * sums, so its usage stays under the SDK's names alone.
     */
    private static boolean repeatsUsage(RecordBuilder record) {
        return record.get("ai.operationId") instanceof String operation
                && operation.startsWith("ai.")
                && operation.indexOf('.', 3) < 0;
    }

    /** What dialects say inside of another field, or by a field whose meaning depends on another. */
    private static void takeNested(RecordBuilder record) {
        if (record.get("llm.invocation_parameters") instanceof String json) {
            JsonTree.parse(json).ifPresent(parameters -> ProviderBody.putParameters(parameters, record));
        }
        if (record.get(Names.SCORE_VALUE) instanceof String name && Conversion.SCORE.apply(name) == null) {
            putAbsent(record, Names.SCORE_LABEL, name); // a score whose values are names
        }
        if (record.get("traceloop.entity.name") instanceof String name) {
            Object kind = record.get("traceloop.span.kind");
            if ("tool".equals(kind)) {
                putAbsent(record, Names.TOOL_NAME, name);
            } else if ("agent".equals(kind)) {
                putAbsent(record, Names.AGENT_NAME, name);
            }
        }
    }

    private static void putAbsent(RecordBuilder record, String name, String value) {
        if (!record.has(name)) {
            record.put(name, value);
        }
    }

    private record Candidate(String name, Object value, Dialects.Alias alias) {}

    private static void applyTable(RecordBuilder record, boolean withoutUsage) {
        boolean metric = record.has(Names.METRIC_NAME) && record.has(Names.METRIC_VALUE);
        List<Candidate> candidates = new ArrayList<>();
        record.fields().forEach((name, value) -> {
            for (Dialects.Alias alias : Dialects.meaningsOf(name)) {
                boolean usage = alias.target().startsWith("gen_ai.usage.");
                if (!(usage && withoutUsage) && !(alias.renamed() && metric)) {
                    candidates.add(new Candidate(name, value, alias));
                }
            }
        });
        candidates.sort(Comparator.comparingInt(candidate -> candidate.alias().rank()));
        Set<String> filled = new HashSet<>();
        for (Candidate candidate : candidates) {
            Dialects.Alias alias = candidate.alias();
            Object value = alias.conversion().apply(candidate.value());
            if (value == null) {
                if (alias.rank() < 0) {
                    record.remove(alias.target());
                }
                continue;
            }
            if (filled.add(alias.target())) {
                record.put(alias.target(), value);
            }
            if (alias.renamed() && value.equals(record.get(alias.target()))) {
                record.remove(candidate.name());
            }
        }
    }

    /** Fields with a meaning of their own stay however many there are. */
    private static void limit(RecordBuilder record) {
        int before = record.fields().size();
        int[] kept = {0};
        record.fields()
                .keySet()
                .removeIf(name ->
                        !MEANT.contains(name) && Dialects.meaningsOf(name).isEmpty() && ++kept[0] > MAX_FIELDS);
        countDropped(record, before);
    }

    private static void countDropped(RecordBuilder record, int before) {
        int dropped = before - record.fields().size();
        if (dropped > 0) {
            long earlier = record.get(DROPPED) instanceof Long count ? count : 0;
            record.put(DROPPED, dropped + earlier);
        }
    }
}
