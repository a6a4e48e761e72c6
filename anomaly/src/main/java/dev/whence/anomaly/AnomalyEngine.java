package dev.whence.anomaly;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.input.InputFlood;
import dev.whence.anomaly.input.InputQuality;
import dev.whence.anomaly.latency.LatencyForSize;
import dev.whence.anomaly.latency.LatencyRule;
import dev.whence.anomaly.latency.StageLatency;
import dev.whence.anomaly.latency.TimeToFirstChunk;
import dev.whence.anomaly.latency.TokensPerSecond;
import dev.whence.anomaly.multivariate.UnusualCall;
import dev.whence.anomaly.output.Echo;
import dev.whence.anomaly.output.EmptyOutput;
import dev.whence.anomaly.output.Exchanges;
import dev.whence.anomaly.output.InvalidJson;
import dev.whence.anomaly.output.Leak;
import dev.whence.anomaly.output.OtherLanguage;
import dev.whence.anomaly.output.OutputLength;
import dev.whence.anomaly.output.OutputSchemas;
import dev.whence.anomaly.output.Refusal;
import dev.whence.anomaly.output.Repetition;
import dev.whence.anomaly.output.Resemblance;
import dev.whence.anomaly.output.SchemaMismatch;
import dev.whence.anomaly.output.Truncated;
import dev.whence.anomaly.output.UnfamiliarWords;
import dev.whence.anomaly.output.Ungrounded;
import dev.whence.anomaly.output.UnusualLength;
import dev.whence.anomaly.templates.LineTemplates;
import dev.whence.anomaly.watch.SeriesWatch;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to each record what the detectors find in it, and keeps what they learn in one file. The same records in the same
 * order give the same findings: nothing depends on the clock or on the machine's speed. Safe for any thread, one at a
 * time.
 *
 * <p>A detector that throws is switched off until the next start, with one line in the log; the others go on.
 */
public final class AnomalyEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnomalyEngine.class);

    private static final long NOWHERE = -1;
    /** So many times the size of what is saved, before it is deflated, has to come before it is saved again: so it costs little. */
    private static final long PAYS = 4;

    private final StateFolder folder;
    private final ExecutorService trainer;
    private final List<Supplier<Detector>> detectors;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Record> derived = new ArrayList<>();
    /** Where what was learned comes from, while no record has been seen since. */
    private long restored = NOWHERE;
    /** Up to where what was learned is saved, and how large that was. */
    private long saved = NOWHERE;

    private long savedBytes;

    AnomalyEngine(Path stateDir, Function<ExecutorService, List<Supplier<Detector>>> detectors) {
        try {
            this.folder = new StateFolder(stateDir);
        } catch (IOException e) {
            throw new AnomalyException(
                    "the folder " + stateDir + " for learned state cannot be made: " + e.getMessage(), e);
        }
        this.trainer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("anomaly-trainer").factory());
        this.detectors = detectors.apply(trainer);
        restore(sections(StateFolder::newest));
    }

    /**
     * Opens the engine on the state kept in a folder, or with none. State that cannot be read is learned again, with one
     * line in the log.
     *
     * @param stateDir made when missing
     * @throws AnomalyException when the folder cannot be made, or a schema that the options name is no good
     */
    public static AnomalyEngine open(Path stateDir, AnomalyOptions options) {
        return new AnomalyEngine(stateDir, trainer -> detectors(options, trainer));
    }

    /** The list of detectors: a further one is one class and one line here. */
    private static List<Supplier<Detector>> detectors(AnomalyOptions options, ExecutorService trainer) {
        int most = options.maxSeries();
        int mostSized = Math.max(1, most / 10); // these keep kilobytes a series
        int mostCalls = Math.max(1, most / 20);
        int mostServices = Math.max(1, most / 50);
        int warmUp = options.warmUp();
        double threshold = options.qualityThreshold();
        LatencyRule rule =
                LatencyRule.of(options.falseAlarmRate(), options.minimumRatio(), options.minimumExcessSeconds());
        Exchanges exchanges = new Exchanges();
        OutputSchemas schemas = schemas(options.outputs());
        return List.of(
                () -> new LatencyForSize(mostSized, warmUp, rule, trainer),
                () -> new StageLatency(most, warmUp, rule),
                () -> new TimeToFirstChunk(mostSized, warmUp, rule, trainer),
                () -> new TokensPerSecond(mostSized, warmUp, rule),
                OutputLength::new,
                () -> new EmptyOutput(most, warmUp),
                () -> new Refusal(threshold, exchanges),
                () -> new Truncated(most, warmUp, threshold),
                () -> new InvalidJson(most, warmUp, exchanges),
                () -> new SchemaMismatch(schemas, threshold, exchanges),
                () -> new Repetition(most, warmUp, threshold, exchanges),
                () -> new Leak(most, warmUp, threshold, exchanges),
                () -> new Echo(most, warmUp, threshold, exchanges),
                () -> new OtherLanguage(most, warmUp, exchanges),
                () -> new UnusualLength(most, warmUp, exchanges),
                () -> new Ungrounded(most, warmUp, threshold, exchanges),
                () -> new Resemblance(mostSized, warmUp, threshold, exchanges),
                () -> new UnfamiliarWords(mostSized, warmUp, threshold, exchanges),
                () -> new InputQuality(most, warmUp),
                () -> new InputFlood(mostSized, warmUp, exchanges),
                () -> new LineTemplates(mostServices),
                () -> new UnusualCall(mostCalls, trainer), // leaves alone what those before flagged
                () -> new SeriesWatch(options.watch())); // last: it counts what all others flagged
    }

    private static OutputSchemas schemas(OutputOptions options) {
        try {
            return new OutputSchemas(options.schemas());
        } catch (IllegalArgumentException e) {
            throw new AnomalyException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The record with what was found in it; never throws. Records derived from others are left as they are. */
    public synchronized Record enrich(Record record) {
        if (isDerived(record)) {
            return record;
        }
        Findings findings = new Findings();
        for (Slot slot : slots) {
            slot.inspect(record, findings);
        }
        derived.addAll(findings.derived());
        restored = NOWHERE;
        return findings.addTo(record);
    }

    private static boolean isDerived(Record record) {
        return record.kind() == Kind.METRIC && record.text(Names.METRIC_NAME).startsWith(Names.OWN_METRICS);
    }

    /** Records that follow from those enriched since this was last asked; they are not to be enriched. */
    public synchronized List<Record> derived() {
        if (derived.isEmpty()) {
            return List.of();
        }
        List<Record> taken = List.copyOf(derived);
        derived.clear();
        return taken;
    }

    /** As {@link #checkpoint(long)}, where records have no positions. */
    public void checkpoint() {
        checkpoint(0);
    }

    /**
     * Goes back to what was learned up to a position; to what was learned before it where nothing was saved for just that
     * one.
     *
     * @return the position from which on records have to come to know all; the given one where nothing is known, since the
     *     records before are no longer kept then
     */
    public synchronized long resume(long position) {
        if (restored == NOWHERE || restored > position) {
            restore(sections(saves -> saves.at(position)));
        }
        saved = restored <= position ? restored : NOWHERE;
        try {
            folder.forgetBeyond(position);
        } catch (IOException e) {
            LOG.warn("Learned state that is of no use any more cannot be deleted: {}", e.getMessage());
        }
        return saved == NOWHERE ? position : saved;
    }

    /**
     * As {@link #checkpoint(long)}, unless so little came since it was last saved that learning it again costs less. Positions
     * are taken for bytes.
     *
     * @return the position up to which what was learned is saved
     */
    public synchronized long checkpointIfDue(long position) {
        boolean due = saved == NOWHERE || position - saved >= PAYS * savedBytes;
        return due ? checkpoint(position) : saved;
    }

    /**
     * Saves what was learned from all records so far, and keeps what was saved for the position before.
     *
     * @param position the place behind these records, by which {@link #resume} finds it again
     * @return the position
     * @throws AnomalyException when the file cannot be written; what was saved before is still there
     */
    public synchronized long checkpoint(long position) {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        for (Slot slot : slots) {
            slot.save(sections);
        }
        try {
            folder.write(position, sections);
        } catch (IOException e) {
            throw new AnomalyException("learned state cannot be saved: " + e.getMessage(), e);
        }
        saved = position;
        savedBytes = size(sections);
        return position;
    }

    /** How each detector is doing, in the order they are asked. */
    public synchronized List<DetectorState> states() {
        return slots.stream().map(Slot::state).toList();
    }

    /** Ends the training thread; saves nothing. No record may follow. */
    @Override
    public void close() {
        trainer.shutdown();
    }

    private void restore(Map<String, byte[]> sections) {
        slots.clear();
        for (Supplier<Detector> supplier : detectors) {
            slots.add(new Slot(restored(supplier, sections)));
        }
    }

    private interface Choice {
        Optional<StateFolder.Save> of(StateFolder saves) throws IOException;
    }

    private Map<String, byte[]> sections(Choice choice) {
        try {
            Optional<StateFolder.Save> save = choice.of(folder);
            restored = save.map(StateFolder.Save::position).orElse(NOWHERE);
            Map<String, byte[]> sections =
                    save.isEmpty() ? Map.of() : save.get().sections();
            savedBytes = size(sections);
            return sections;
        } catch (IOException e) {
            LOG.warn("Learned state is built up again, since it cannot be read: {}", e.getMessage());
            restored = NOWHERE;
            return Map.of();
        }
    }

    private static long size(Map<String, byte[]> sections) {
        return sections.values().stream().mapToLong(section -> section.length).sum();
    }

    private static Detector restored(Supplier<Detector> supplier, Map<String, byte[]> sections) {
        Detector detector = supplier.get();
        byte[] section = sections.get(detector.name());
        if (section == null) {
            return detector;
        }
        try {
            detector.load(new DataInputStream(new ByteArrayInputStream(section)));
            return detector;
        } catch (IOException | RuntimeException e) {
            LOG.warn("What {} learned is built up again, since it cannot be read: {}", detector.name(), e.getMessage());
            return supplier.get();
        }
    }
}
