package dev.whence.indexer.lucene;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.TraceStoreContract;
import java.nio.file.Path;

class LuceneTraceStoreReadingTest extends TraceStoreContract {
    @Override
    protected TraceStore open(Path folder) {
        return LuceneTraceStore.open(folder, StoreOptions.defaults(), Enricher.NONE);
    }
}
