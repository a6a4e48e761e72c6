package dev.whence.anomaly.output;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.model.Names;
import dev.whence.model.Record;
import org.jspecify.annotations.Nullable;

/** A record with an output, and what the checks ask of its texts. For one thread. */
final class Exchange {
    /** A question stands in the spans around and below it too; a prompt stands nowhere else. */
    private static final int SHORT = 500;

    private final Record record;
    private final Exchanges source;
    private final String outputText;
    private final String inputText;
    private @Nullable SeriesKey stage;
    private @Nullable Features output;
    private @Nullable Features input;

    /** @param output empty when there is none */
    Exchange(Record record, String output, Exchanges source) {
        this.record = record;
        this.source = source;
        this.outputText = output;
        this.inputText = record.value(Names.INPUT).orElse("") instanceof String text ? text : "";
    }

    Record record() {
        return record;
    }

    boolean hasOutput() {
        return !outputText.isEmpty();
    }

    boolean hasInput() {
        return !inputText.isBlank();
    }

    String inputText() {
        return inputText;
    }

    /** The record's service and stage. */
    SeriesKey stage() {
        if (stage == null) {
            stage = SeriesKey.ofStage(record);
        }
        return stage;
    }

    /** Which kind of answer it is, by its layout, why the model stopped, and whether its script says much in a few characters. */
    int shape() {
        Object finish = record.value(Names.FINISH_REASONS).orElse("");
        return (output().layout().shape() * 31 + finish.hashCode()) * 31 + output().shingle();
    }

    Features output() {
        if (output == null) {
            output = source.features(outputText);
        }
        return output;
    }

    Features input() {
        if (input == null) {
            input = inputText.length() <= SHORT ? source.features(inputText) : source.once(inputText);
        }
        return input;
    }
}
