package dev.whence.server.api;

import dev.whence.analyzer.trace.TraceTree;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lists traces with a matching record, by the time of their newest such record, newest first. A later page leaves out
 * what has a matching record newer than where it begins: that trace was on a page before.
 */
final class TraceList {
    private static final int RECORDS_A_STEP = 500;
    /** Where a few traces have very many matching records, a page ends early rather than late. */
    private static final int MOST_STEPS = 40;

    private final TraceStore store;

    TraceList(TraceStore store) {
        this.store = store;
    }

    /** @param cursor asks for the next page; empty on the last */
    record Page(List<TraceSummary> traces, Optional<String> cursor) {}

    /** @throws Problem when the cursor is not one of ours */
    Page page(Selection selection, int limit, Optional<String> cursor) {
        Optional<Place> after = cursor.map(Place::parse);
        Selection rest = after.map(place -> selection.between(selection.fromNanos(), place.nanos() + 1))
                .orElse(selection);
        Selection traced = rest.and(Names.TRACE_ID + ":*");
        Predicate<Record> newer = after.map(place -> newer(selection, place)).orElse(record -> false);
        Map<String, Long> newest = new LinkedHashMap<>();
        List<TraceSummary> traces = new ArrayList<>();
        Optional<String> next = Optional.empty();
        long reached = Long.MAX_VALUE;
        for (int step = 0; step < MOST_STEPS; step++) {
            SearchPage page = store.search(new SearchRequest(traced, SearchRequest.Order.NEWEST, RECORDS_A_STEP, next));
            for (Record record : page.records()) {
                reached = record.timestampNanos();
                if (newest.putIfAbsent(record.traceId(), reached) == null
                        && add(record.traceId(), after, newer, traces)
                        && traces.size() == limit) {
                    return new Page(traces, Optional.of(Place.text(reached, newest, after)));
                }
            }
            next = page.cursor();
            if (next.isEmpty()) {
                return new Page(traces, Optional.empty());
            }
        }
        return new Page(traces, Optional.of(Place.text(reached, newest, after)));
    }

    private boolean add(String id, Optional<Place> after, Predicate<Record> newer, List<TraceSummary> traces) {
        List<Record> records = store.trace(id);
        if (after.isPresent()
                && (after.get().listed().contains(id) || records.stream().anyMatch(newer))) {
            return false;
        }
        traces.add(TraceSummary.of(id, records, TraceTree.of(records)));
        return true;
    }

    private Predicate<Record> newer(Selection selection, Place place) {
        Predicate<Record> matching = store.matcher(selection.query());
        return record -> record.timestampNanos() > place.nanos()
                && record.timestampNanos() < selection.toNanos()
                && matching.test(record);
    }

    /**
     * Where a page ended.
     *
     * @param nanos the time of the last record looked at
     * @param listed ids of the traces already listed whose newest matching record has that very time
     */
    private record Place(long nanos, Set<String> listed) {
        static String text(long nanos, Map<String, Long> newest, Optional<Place> before) {
            List<String> parts = new ArrayList<>();
            parts.add(String.valueOf(nanos));
            newest.forEach((id, time) -> {
                if (time == nanos) {
                    parts.add(id);
                }
            });
            before.filter(place -> place.nanos == nanos).ifPresent(place -> parts.addAll(place.listed));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
        }

        static Place parse(String cursor) {
            try {
                List<String> parts =
                        List.of(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n"));
                return new Place(Long.parseLong(parts.get(0)), Set.copyOf(parts.subList(1, parts.size())));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(
                        "the cursor is not one that this route gave; ask without it for the first page");
            }
        }
    }
}
