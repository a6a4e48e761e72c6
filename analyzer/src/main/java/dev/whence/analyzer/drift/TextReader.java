package dev.whence.analyzer.drift;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.trace.LongIndex;
import dev.whence.anomaly.drift.Sample;
import dev.whence.anomaly.output.TextLanguage;
import dev.whence.indexer.Queries;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the inputs and outputs of some records of a stage: whole texts are no columns. For one thread. */
final class TextReader {
    private static final int TRACES_A_QUERY = 200;
    private static final int SLICES = 20;

    private final TraceStore store;
    private final String query;
    private final int most;
    private long read;

    /** @param most how many texts of a stage and field, at most */
    TextReader(TraceStore store, String query, int most) {
        this.store = store;
        this.query = query;
        this.most = most;
    }

    /** How many texts were read so far. */
    long read() {
        return read;
    }

    /** Both fields of a stage. */
    record Texts(Sample<String> inputs, Sample<String> outputs) {}

    /** A fair sample of a stage's texts, one a session. */
    Texts of(Rows rows, Place place) {
        int[] chosen = rows.chosen(place, row -> true, most);
        Set<Long> keys = new HashSet<>();
        for (int row : chosen) {
            keys.add(rows.table().traceKeys()[row]);
        }
        keys.remove(0L);
        List<Record> records = keys.isEmpty() ? bySlices(rows, place) : ofTraces(rows, place, keys);
        return new Texts(sample(rows, records, Names.INPUT), sample(rows, records, Names.OUTPUT));
    }

    private List<Record> ofTraces(Rows rows, Place place, Set<Long> keys) {
        List<String> ids = new ArrayList<>(store.traceIds(keys).values());
        ids.sort(Comparator.naturalOrder());
        List<Record> records = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += TRACES_A_QUERY) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + TRACES_A_QUERY));
            records.addAll(search(selection(rows, place).and(Names.TRACE_ID + ":(" + String.join(" OR ", some) + ")")));
        }
        return records;
    }

    /** Records without a trace: as many of each of some slices of time. */
    private List<Record> bySlices(Rows rows, Place place) {
        Selection all = selection(rows, place);
        List<Record> records = new ArrayList<>();
        long length = rows.stretch().lengthNanos();
        for (int slice = 0; slice < SLICES; slice++) {
            long from = rows.stretch().fromNanos() + length / SLICES * slice;
            records.addAll(store.search(SearchRequest.newest(
                            all.between(from, Math.max(from + 1, from + length / SLICES)), most / SLICES))
                    .records());
        }
        return records;
    }

    private List<Record> search(Selection selection) {
        return store.search(SearchRequest.newest(selection, 10_000)).records();
    }

    private Selection selection(Rows rows, Place place) {
        return new Selection(query, rows.stretch().fromNanos(), rows.stretch().toNanos())
                .and(Names.SERVICE + ":" + Queries.quote(place.service()) + " AND " + Names.STAGE + ":"
                        + Queries.quote(place.stage()));
    }

    private Sample<String> sample(Rows rows, List<Record> records, String field) {
        Map<String, Record> ofTrace = new HashMap<>();
        for (Record record : records) {
            if (record.value(field).filter(String.class::isInstance).isPresent()
                    && !record.text(field).isBlank()) {
                String key = record.traceId().isEmpty() ? "record " + ofTrace.size() : record.traceId();
                ofTrace.merge(key, record, TextReader::drawn);
            }
        }
        List<Record> byTime = new ArrayList<>(ofTrace.values());
        byTime.sort(Comparator.comparingLong(Record::timestampNanos).thenComparing(Record::spanId));
        read += byTime.size();
        return new Sample<>(
                rows.stretch(),
                byTime.stream().mapToLong(Record::timestampNanos).toArray(),
                byTime.stream().map(record -> record.text(field)).toList());
    }

    /** One of two records of a trace, by a hash. */
    private static Record drawn(Record one, Record other) {
        return hash(one) <= hash(other) ? one : other;
    }

    private static long hash(Record record) {
        return LongIndex.pair(record.timestampNanos(), record.spanId().hashCode());
    }

    /** Places whose records have a text in one of these fields, with how many. */
    static Map<Place, Double> places(TraceStore store, Selection selection, List<String> fields, int limit) {
        Map<Place, Double> places = new HashMap<>();
        for (String field : fields) {
            store.aggregate(new dev.whence.indexer.AggregateRequest(
                            selection.and(field + ":*"),
                            List.of(Names.SERVICE, Names.STAGE),
                            java.util.OptionalLong.empty(),
                            "",
                            limit))
                    .forEach(bucket -> places.merge(
                            new Place(bucket.values().get(0), bucket.values().get(1)), bucket.count(), Math::max));
        }
        return places;
    }

    /** How many characters each text has. */
    static Sample<Double> lengths(Sample<String> texts) {
        return new Sample<>(
                texts.stretch(),
                texts.nanos(),
                texts.values().stream()
                        .map(text -> (double) text.codePointCount(0, text.length()))
                        .toList());
    }

    /** The language of each text; without those of which it cannot be told. */
    static Sample<String> languages(Sample<String> texts) {
        TextLanguage language = new TextLanguage();
        long[] nanos = new long[texts.size()];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Optional<String> name = language.of(texts.values().get(i));
            if (name.isPresent()) {
                nanos[names.size()] = texts.nanos()[i];
                names.add(name.get());
            }
        }
        return new Sample<>(texts.stretch(), Arrays.copyOf(nanos, names.size()), names);
    }
}
