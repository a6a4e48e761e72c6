package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;

/** Finds the trace ids behind keys: reads the column of keys, newest segments first, until each has been seen once. */
final class TraceIds {
    private final IndexSearcher searcher;

    TraceIds(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    Map<Long, String> of(Collection<Long> traceKeys) throws IOException {
        Set<Long> wanted = new HashSet<>(traceKeys);
        wanted.remove(0L);
        Map<Long, Integer> found = new HashMap<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            NumericDocValues keys = DocValues.getNumeric(leaf.reader(), FieldNames.TRACE_KEY);
            while (!wanted.isEmpty() && keys.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (wanted.remove(keys.longValue())) {
                    found.put(keys.longValue(), leaf.docBase + keys.docID());
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
