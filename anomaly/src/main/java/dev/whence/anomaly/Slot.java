package dev.whence.anomaly;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Record;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A detector, whether it is still on, and what it flagged since the start. Mutable, for one thread. */
final class Slot {
    private static final Logger LOG = LoggerFactory.getLogger(AnomalyEngine.class);

    private final Detector detector;
    private final Map<String, Long> flags = new HashMap<>();
    private long records;
    private String offReason = "";

    Slot(Detector detector) {
        this.detector = detector;
    }

    /** Shows it a record, unless it is off; when it fails it is switched off. */
    void inspect(Record record, Findings findings) {
        if (!offReason.isEmpty()) {
            return;
        }
        List<String> told = findings.told();
        int before = told.size();
        records++;
        try {
            detector.inspect(record, findings);
        } catch (RuntimeException e) {
            switchOff("it failed on a record: " + e, e);
        }
        for (int i = before; i < told.size(); i++) {
            flags.merge(told.get(i), 1L, Long::sum);
        }
    }

    /** Adds what it learned under its name, unless it is off. */
    void save(Map<String, byte[]> sections) {
        if (!offReason.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            detector.save(new DataOutputStream(bytes));
            sections.put(detector.name(), bytes.toByteArray());
        } catch (IOException | RuntimeException e) {
            switchOff("its state could not be saved: " + e, e);
        }
    }

    private void switchOff(String reason, Exception cause) {
        offReason = reason;
        LOG.warn("The detector {} is switched off until the next start: {}", detector.name(), reason);
        LOG.debug("Where {} failed", detector.name(), cause);
    }

    /** How it is doing now. */
    DetectorState state() {
        boolean off = !offReason.isEmpty();
        DetectorState.Phase phase = off
                ? DetectorState.Phase.OFF
                : detector.ready() ? DetectorState.Phase.READY : DetectorState.Phase.WARMING_UP;
        return new DetectorState(
                detector.name(),
                detector.about(),
                phase,
                offReason,
                detector.seriesCount(),
                off ? 0 : detector.warmingUp(),
                records,
                flags,
                detector.skipped());
    }
}
