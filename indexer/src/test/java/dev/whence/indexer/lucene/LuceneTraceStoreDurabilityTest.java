package dev.whence.indexer.lucene;

import dev.whence.indexer.Enricher;
import dev.whence.indexer.TraceStore;
import dev.whence.indexer.TraceStoreDurabilityContract;
import java.nio.file.Path;

class LuceneTraceStoreDurabilityTest extends TraceStoreDurabilityContract {
    @Override
    protected TraceStore open(Path folder, Enricher enricher) {
        return LuceneTraceStore.open(folder, StoreOptions.defaults(), enricher);
    }

    @Override
    protected TraceStore openSmall(Path folder, long queueBytes, Enricher enricher) {
        return LuceneTraceStore.open(folder, StoreOptions.defaults().withQueueBytes(queueBytes), enricher);
    }
}
