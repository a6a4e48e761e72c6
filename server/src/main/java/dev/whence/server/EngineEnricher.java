package dev.whence.server;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyException;
import dev.whence.indexer.Enricher;
import dev.whence.model.Record;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the store's records pass through the detectors. One thread at a time, as the store calls it. */
public final class EngineEnricher implements Enricher {
    private static final Logger LOG = LoggerFactory.getLogger(EngineEnricher.class);

    private final AnomalyEngine engine;

    public EngineEnricher(AnomalyEngine engine) {
        this.engine = engine;
    }

    @Override
    public Record enrich(Record record) {
        return engine.enrich(record);
    }

    @Override
    public List<Record> derived() {
        return engine.derived();
    }

    @Override
    public long resume(long position) {
        return engine.resume(position);
    }

    /** What the detectors learned is worth less than the records: when it cannot be saved, the store goes on. */
    @Override
    public long checkpoint(long position, boolean last) {
        try {
            return last ? engine.checkpoint(position) : engine.checkpointIfDue(position);
        } catch (AnomalyException e) {
            LOG.warn("{}", e.getMessage());
            return position;
        }
    }
}
