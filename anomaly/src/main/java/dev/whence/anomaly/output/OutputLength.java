package dev.whence.anomaly.output;

import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.StatelessDetector;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;

/** Notes how many characters an output has; flags nothing. */
public final class OutputLength implements StatelessDetector {
    @Override
    public String name() {
        return "output_length";
    }

    @Override
    public About about() {
        return About.of(List.of());
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.value(Names.OUTPUT).orElse(0) instanceof String output) {
            findings.field(Names.OUTPUT_LENGTH, (long) output.codePointCount(0, output.length()));
        }
    }
}
