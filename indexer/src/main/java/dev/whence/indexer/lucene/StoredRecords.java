package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.RecordBytes;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.util.BytesRef;

/** Reads records back from documents. For one searcher and one thread. */
final class StoredRecords {
    private static final Set<String> SOURCE = Set.of(FieldNames.SOURCE);

    private final IndexSearcher searcher;

    StoredRecords(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    /** The records of the documents, in their order. */
    List<Record> read(int[] docs) throws IOException {
        // Neighbours share a compressed block, which is opened once when they are read one after the other.
        long[] ascending = new long[docs.length];
        for (int i = 0; i < docs.length; i++) {
            ascending[i] = ((long) docs[i] << 32) | i;
        }
        Arrays.sort(ascending);
        StoredFields stored = searcher.storedFields();
        Record[] records = new Record[docs.length];
        for (long place : ascending) {
            records[(int) place] = read(stored, (int) (place >>> 32));
        }
        return List.of(records);
    }

    private static Record read(StoredFields stored, int doc) throws IOException {
        Document document = stored.document(doc, SOURCE);
        BytesRef source = document.getBinaryValue(FieldNames.SOURCE);
        return RecordBytes.read(new ByteArrayDataInput(source.bytes, source.offset, source.length));
    }
}
