package dev.whence.appender;

import dev.whence.appender.shipping.ShipmentCounts;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Makes the record by which the server learns that records of an application never came. */
final class LossNotice {
    private final Map<String, String> resource;
    private final InstantSource clock;

    LossNotice(Map<String, String> resource, InstantSource clock) {
        this.resource = Map.copyOf(resource);
        this.clock = clock;
    }

    Record of(ShipmentCounts counts) {
        Instant now = clock.instant();
        RecordBuilder record =
                Record.builder().kind(Kind.LOG).timestampNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        resource.forEach(record::put);
        return record.put(Names.SEVERITY, "WARN")
                .put("logger.name", WhenceAppender.class.getName())
                .put(
                        Names.MESSAGE,
                        "the appender dropped " + counts.dropped() + " of " + counts.logged()
                                + " records since its start: more was logged than there was room for while the server"
                                + " could not keep up")
                .put("whence.appender.logged", counts.logged())
                .put("whence.appender.delivered", counts.delivered())
                .put("whence.appender.rejected", counts.rejected())
                .put("whence.appender.dropped", counts.dropped())
                .put("whence.appender.waiting", counts.waiting())
                .build();
    }
}
