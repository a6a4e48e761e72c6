package dev.whence.anomaly.output;

import dev.whence.anomaly.detector.Detector;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;

/** Notes how many characters an output has; flags nothing. */
public final class OutputLength implements Detector {
    @Override
    public String name() {
        return "output_length";
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.value(Names.OUTPUT).orElse(0) instanceof String output) {
            findings.field(Names.OUTPUT_LENGTH, (long) output.codePointCount(0, output.length()));
        }
    }

    @Override
    public int seriesCount() {
        return 0;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void load(DataInput in) {}
}
