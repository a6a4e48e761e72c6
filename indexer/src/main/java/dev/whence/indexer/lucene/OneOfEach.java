package dev.whence.indexer.lucene;

import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Leaves out records that came more than once: a sender that gets no answer sends again. */
final class OneOfEach {
    private OneOfEach() {}

    /** What makes a span the same span; a sender may use one span id for both ends of a call. */
    private record SpanIdentity(String spanId, long timestampNanos, String service, String stage) {}

    /** Sorted by time; of equal ones the first. Enrichment may have told copies apart: it does not count. */
    static List<Record> inOrderOfTime(List<Record> records) {
        Map<Object, Record> once = new LinkedHashMap<>();
        for (Record record : records) {
            once.putIfAbsent(identity(record), record);
        }
        List<Record> sorted = new ArrayList<>(once.values());
        sorted.sort(Comparator.comparingLong(Record::timestampNanos));
        return List.copyOf(sorted);
    }

    private static Object identity(Record record) {
        if (record.kind() == Kind.SPAN && record.has(Names.SPAN_ID)) {
            return new SpanIdentity(record.spanId(), record.timestampNanos(), record.service(), record.stage());
        }
        Map<String, Object> own = new HashMap<>(record.fields());
        own.keySet().removeIf(OneOfEach::isLearned);
        return List.of(record.timestampNanos(), record.kind(), own);
    }

    private static boolean isLearned(String name) {
        return name.startsWith("anomaly.")
                || name.startsWith("quality.")
                || name.equals(Names.DATA_QUALITY_FIELD)
                || name.equals(Names.LOG_TEMPLATE)
                || name.equals(Names.ERROR_TEMPLATE);
    }
}
