package dev.whence.anomaly.watch;

import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets a number of findings a window through, the most surprising first, and says of the others how many they are: when
 * everything fails, thousands of series say so. Mutable.
 */
final class Ration {
    static final int MOST = 100;
    private static final int MOST_KINDS = 64;

    private int told;
    private int untold;
    private double worst;
    private final Map<String, Integer> untoldByKind = new TreeMap<>();

    /**
     * Begins a window, and tells what the one before had left untold.
     *
     * @param nanos the time of its beginning
     */
    void begin(long nanos, Findings findings) {
        told = 0;
        sumUp(nanos, findings);
    }

    /** Tells these, or the most surprising of them and how many more they are. */
    void tellAll(List<Record> all, long nanos, Findings findings) {
        if (all.size() <= MOST - told) {
            all.forEach(one -> tell(one, findings));
            return;
        }
        all.stream()
                .sorted(Comparator.comparingDouble(Ration::score).reversed())
                .forEach(one -> tell(one, findings));
        sumUp(nanos, findings);
    }

    /** Tells this one, or counts it. */
    void tell(Record one, Findings findings) {
        if (told < MOST) {
            told++;
            findings.derive(one);
        } else {
            untold++;
            worst = Math.max(worst, score(one));
            untoldByKind.merge(one.text(Names.ANOMALY_KIND), 1, Integer::sum);
        }
    }

    private static double score(Record one) {
        return one.number(Names.ANOMALY_SCORE);
    }

    private void sumUp(long nanos, Findings findings) {
        if (untold == 0) {
            return;
        }
        String kinds = untoldByKind.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        Findings more = new Findings();
        more.flag(new Finding(
                "untold",
                worst,
                untold + " more findings of series are not told one by one, beyond " + MOST + " in a window: " + kinds,
                0,
                untold));
        findings.derive(more.addTo(Record.builder()
                .timestampNanos(nanos)
                .kind(Kind.METRIC)
                .put(Names.METRIC_NAME, Telling.PREFIX + "untold")
                .put(Names.METRIC_VALUE, (double) untold)
                .build()));
        untold = 0;
        worst = 0;
        untoldByKind.clear();
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(told);
        out.writeInt(untold);
        out.writeDouble(worst);
        out.writeInt(untoldByKind.size());
        for (Map.Entry<String, Integer> entry : untoldByKind.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue());
        }
    }

    void read(DataInput in) throws IOException {
        told = in.readInt();
        untold = in.readInt();
        worst = in.readDouble();
        int kinds = in.readInt();
        if (kinds < 0 || kinds > MOST_KINDS) {
            throw new IOException(kinds + " kinds of findings cannot be right");
        }
        for (int i = 0; i < kinds; i++) {
            untoldByKind.put(in.readUTF(), in.readInt());
        }
    }
}
