package dev.whence.anomaly.watch;

import dev.whence.anomaly.AnomalyEngine;
import dev.whence.anomaly.AnomalyOptions;
import dev.whence.fixtures.Scenario;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What the watched series say of a simulated pipeline.
 *
 * @param told what was derived, in order
 * @param flagged records that detectors flagged themselves
 * @param records how many there were
 * @param series how many series there were
 */
record WatchFigures(List<Record> told, List<Record> flagged, long records, int series) {
    static WatchFigures of(Scenario scenario, Path folder) {
        List<Record> told = new ArrayList<>();
        List<Record> flagged = new ArrayList<>();
        Set<String> series = new HashSet<>();
        long records = 0;
        try (AnomalyEngine engine =
                AnomalyEngine.open(Files.createTempDirectory(folder, "engine"), AnomalyOptions.defaults())) {
            Iterator<Record> all = scenario.records();
            while (all.hasNext()) {
                Record record = engine.enrich(all.next());
                records++;
                told.addAll(engine.derived());
                if (record.kind() == Kind.SPAN) {
                    series.add(record.service() + "|" + record.stage() + "|" + record.text(Names.REQUEST_MODEL));
                }
                if (record.has(Names.ANOMALY_SCORE)) {
                    flagged.add(record);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WatchFigures(told, flagged, records, series.size());
    }

    List<Record> toldAfter(Instant onset) {
        long nanos = onset.getEpochSecond() * 1_000_000_000L;
        return told.stream().filter(record -> record.timestampNanos() > nanos).toList();
    }

    /** Windows in which something could have been told. */
    double seriesWindows(Duration length) {
        return series * (double) Math.max(0, length.toMinutes() - 16);
    }
}
