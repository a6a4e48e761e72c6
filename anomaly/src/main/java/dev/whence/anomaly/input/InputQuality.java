package dev.whence.anomaly.input;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Flags spans whose fields are not as those of their stage are: a field is missing, of another type, out of range, of another form
 * or none of its few values, or its text was damaged on the way. Everything is flagged as {@code data_quality} and as what it is.
 */
public final class InputQuality extends PerSeriesDetector<StageInputs> {
    /** The kind under which all of it is found. */
    public static final String KIND = "data_quality";

    private final int warmUp;
    private final Words words;
    private final Damage damage = new Damage();

    /** Knows nothing yet; {@code warmUp} is the number of a stage's spans before it judges. */
    public InputQuality(int maxSeries, int warmUp) {
        this(maxSeries, warmUp, new Words());
    }

    private InputQuality(int maxSeries, int warmUp, Words words) {
        super(
                "input_quality",
                new SeriesMap<>(maxSeries, key -> new StageInputs()),
                (out, stage) -> stage.write(out),
                (in, stage) -> stage.read(in, words));
        this.warmUp = warmUp;
        this.words = words;
    }

    @Override
    public About about() {
        return About.of(
                About.STAGE,
                "data_quality",
                "missing_field",
                "type_change",
                "out_of_range",
                "format_change",
                "new_value",
                "encoding");
    }

    @Override
    protected boolean isWarm(StageInputs one) {
        return one.judges(warmUp);
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.kind() != Kind.SPAN) {
            return;
        }
        SeriesKey key = SeriesKey.ofStage(record);
        StageInputs stage = series().of(key);
        if (stage.judges(warmUp)) {
            judges();
        }
        List<Departure> departures = stage.take(record, warmUp, words, damage);
        if (!departures.isEmpty()) {
            flag(key.label(), departures, findings);
        }
    }

    private static void flag(String stage, List<Departure> departures, Findings findings) {
        Departure worst = departures.stream()
                .max(Comparator.comparingDouble(Departure::score))
                .orElseThrow();
        int more = departures.size() - 1;
        String reason = stage + " " + worst.reason()
                + (more == 0 ? "" : more == 1 ? "; and 1 more" : "; and " + more + " more");
        Set<String> kinds = new LinkedHashSet<>();
        kinds.add(KIND);
        departures.forEach(one -> kinds.add(one.kind()));
        for (String kind : kinds) {
            findings.flag(new Finding(kind, worst.score(), reason, worst.expected(), worst.observed()));
        }
        List<String> fields =
                departures.stream().map(Departure::field).distinct().toList();
        findings.field(Names.DATA_QUALITY_FIELD, fields.size() == 1 ? fields.get(0) : fields);
    }
}
