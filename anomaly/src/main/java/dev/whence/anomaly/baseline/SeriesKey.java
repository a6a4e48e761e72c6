package dev.whence.anomaly.baseline;

import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which stream of like records a baseline describes; parts that do not apply are empty.
 *
 * @param service the service's name
 * @param stage the stage's name
 * @param model the model asked for, or the one that answered where the request does not say
 */
public record SeriesKey(String service, String stage, String model) {
    /** The record's service and stage, whatever model it used. */
    public static SeriesKey ofStage(Record record) {
        return new SeriesKey(record.service(), record.stage(), "");
    }

    /** The record's service, stage and model. */
    public static SeriesKey ofModel(Record record) {
        String requested = record.text(Names.REQUEST_MODEL);
        return new SeriesKey(
                record.service(), record.stage(), requested.isEmpty() ? record.text(Names.RESPONSE_MODEL) : requested);
    }

    /** The same key of names that are the JVM's own copies, so that keys which stay share them. */
    SeriesKey interned() {
        return new SeriesKey(service.intern(), stage.intern(), model.intern());
    }

    /** How a person calls it: the stage, the model where the stage does not name it, the service where nothing else is known. */
    public String label() {
        String name = stage.isEmpty() ? service : stage;
        return model.isEmpty() || name.contains(model) ? name : name.isEmpty() ? model : name + " (" + model + ")";
    }

    /** Writes the three parts. */
    public void write(DataOutput out) throws IOException {
        StateText.write(out, service);
        StateText.write(out, stage);
        StateText.write(out, model);
    }

    /** Reads what {@link #write} wrote. */
    public static SeriesKey read(DataInput in) throws IOException {
        return new SeriesKey(StateText.read(in), StateText.read(in), StateText.read(in));
    }
}
