package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;

/** Finds the trace ids behind keys: reads the column of keys, newest segments first, until each has been seen once. */
final class TraceIds {
    private final IndexSearcher searcher;

    TraceIds(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    Map<Long, String> of(Collection<Long> traceKeys) throws IOException {
        long[] wanted = traceKeys.stream()
                .mapToLong(Long::longValue)
                .filter(key -> key != 0)
                .distinct()
                .sorted()
                .toArray();
        Map<Long, Integer> found = new HashMap<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            if (found.size() == wanted.length) {
                break;
            }
            Bits live = leaf.reader().getLiveDocs();
            NumericDocValues keys = DocValues.getNumeric(leaf.reader(), FieldNames.TRACE_KEY);
            while (found.size() < wanted.length && keys.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                long key = keys.longValue();
                if (Arrays.binarySearch(wanted, key) >= 0 && (live == null || live.get(keys.docID()))) {
                    found.putIfAbsent(key, leaf.docBase + keys.docID());
                }
            }
        }
        int[] docs = found.values().stream().mapToInt(Integer::intValue).toArray();
        var records = new StoredRecords(searcher).read(docs);
        Map<Long, String> ids = new HashMap<>();
        int i = 0;
        for (Long key : found.keySet()) {
            ids.put(key, records.get(i++).traceId());
        }
        return Map.copyOf(ids);
    }
}
