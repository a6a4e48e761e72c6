package dev.whence.indexer.lucene;

import dev.whence.indexer.AggregateRequest;
import dev.whence.indexer.Bucket;
import dev.whence.indexer.QueryException;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.Role;
import dev.whence.model.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/** Counts and measures matching records over time and by fields. For one question. */
final class Aggregation {
    private static final int PIECE = 1 << 17;
    private static final int MOST_BUCKETS = 10_000;
    private static final int MOST_COMBINATIONS = 1_000_000;
    private static final long[] STEPS_SECONDS = {
        1, 5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400
    };

    private final IndexSearcher searcher;
    private final AggregateRequest request;
    private final Map<List<String>, Group> groups = new HashMap<>();

    Aggregation(IndexSearcher searcher, AggregateRequest request) {
        this.searcher = searcher;
        this.request = request;
        for (String field : request.by()) {
            if (Role.of(field) == Role.TEXT && !field.equals(Names.ERROR_MESSAGE) || Role.of(field) == Role.ID) {
                throw new QueryException(
                        "records cannot be counted by " + field + ": nearly each has its own; "
                                + "use a field with few values, such as service, stage or log.template",
                        -1);
            }
        }
        request.intervalNanos().ifPresent(interval -> {
            if (interval <= 0) {
                throw new QueryException("the interval is longer than 0", -1);
            }
        });
        if (request.limit() < 1) {
            throw new QueryException("limit is at least 1, not " + request.limit(), -1);
        }
    }

    /** One combination of values. */
    private static final class Group {
        double count;
        final Map<Long, Cell> cells = new HashMap<>();
    }

    private static final class Cell {
        double count;
        double errors;
        final Measure measure = new Measure();
    }

    List<Bucket> of(Query query) throws IOException {
        List<Matches.InLeaf> matches = Matches.of(searcher, query);
        requireFewBuckets(matches);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Matches.InLeaf inLeaf : matches) {
            for (Matches.InLeaf piece : inLeaf.pieces(PIECE)) {
                tasks.add(() -> {
                    new LeafAggregation(
                                    piece.leaf().reader(), request.by(), request.intervalNanos(), request.metricField())
                            .read(piece, this::add);
                    return null;
                });
            }
        }
        searcher.getTaskExecutor().invokeAll(tasks);
        return buckets();
    }

    private synchronized void add(List<String> values, long bucket, double count, double errors, Measure measure) {
        Group group = groups.computeIfAbsent(values, any -> new Group());
        if (groups.size() > MOST_COMBINATIONS) {
            throw new QueryException(
                    "there are more than " + MOST_COMBINATIONS + " combinations of values of "
                            + String.join(", ", request.by()) + "; narrow the query or the time, or leave out a field",
                    -1);
        }
        group.count += count;
        Cell cell = group.cells.computeIfAbsent(bucket, any -> new Cell());
        cell.count += count;
        cell.errors += errors;
        cell.measure.add(measure);
    }

    private List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        groups.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<List<String>, Group> entry) -> -entry.getValue().count)
                        .thenComparing(entry -> String.join("\0", entry.getKey())))
                .limit(request.limit())
                .forEach(entry -> entry.getValue()
                        .cells
                        .forEach((bucket, cell) -> buckets.add(new Bucket(
                                request.intervalNanos().isPresent()
                                        ? OptionalLong.of(
                                                bucket * request.intervalNanos().getAsLong())
                                        : OptionalLong.empty(),
                                List.copyOf(entry.getKey()),
                                cell.count,
                                cell.errors,
                                cell.measure.result()))));
        buckets.sort(
                Comparator.comparingLong((Bucket bucket) -> bucket.startNanos().orElse(0))
                        .thenComparing(Comparator.comparingDouble(Bucket::count).reversed())
                        .thenComparing(bucket -> String.join("\0", bucket.values())));
        return List.copyOf(buckets);
    }

    private void requireFewBuckets(List<Matches.InLeaf> matches) throws IOException {
        if (request.intervalNanos().isEmpty() || matches.isEmpty()) {
            return;
        }
        double span = spanOfSegments(matches);
        if (span / request.intervalNanos().getAsLong() > MOST_BUCKETS) {
            span = spanOf(matches);
        }
        if (span / request.intervalNanos().getAsLong() > MOST_BUCKETS) {
            throw new QueryException(
                    "the interval cuts the time into more than " + MOST_BUCKETS + " buckets; use one of at least "
                            + leastInterval(span / 1e9),
                    -1);
        }
    }

    /** In nanoseconds; an upper bound that costs nothing. */
    private double spanOfSegments(List<Matches.InLeaf> matches) throws IOException {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Matches.InLeaf inLeaf : matches) {
            DocValuesSkipper skipper = inLeaf.leaf().reader().getDocValuesSkipper(FieldNames.TIMESTAMP);
            if (skipper != null) {
                first = Math.min(first, skipper.minValue());
                last = Math.max(last, skipper.maxValue());
            }
        }
        first = Math.max(first, request.selection().fromNanos());
        last = Math.min(last, request.selection().toNanos());
        return (double) last - first;
    }

    /** In nanoseconds, from the first match to the last. */
    private static double spanOf(List<Matches.InLeaf> matches) throws IOException {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Matches.InLeaf inLeaf : matches) {
            NumericDocValues times = DocValues.getNumeric(inLeaf.leaf().reader(), FieldNames.TIMESTAMP);
            for (int i = 0; i < inLeaf.count(); i++) {
                if (times.advanceExact(inLeaf.docs()[i])) {
                    first = Math.min(first, times.longValue());
                    last = Math.max(last, times.longValue());
                }
            }
        }
        return (double) last - first;
    }

    private static String leastInterval(double spanSeconds) {
        for (long step : STEPS_SECONDS) {
            if (spanSeconds / step <= MOST_BUCKETS) {
                return step < 60
                        ? step + "s"
                        : step < 3600 ? step / 60 + "m" : step < 86_400 ? step / 3600 + "h" : step / 86_400 + "d";
            }
        }
        return "30d and a shorter time";
    }
}
