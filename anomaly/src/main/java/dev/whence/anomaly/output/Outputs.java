package dev.whence.anomaly.output;

import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the output checks ask of a record. */
final class Outputs {
    private Outputs() {}

    /** The output, when there is one that is not blank. */
    static Optional<String> text(Record record) {
        return record.value(Names.OUTPUT)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank());
    }

    /** Whether one of the reasons the model gave for stopping is among these, in any case. */
    static boolean finishedFor(Record record, List<String> reasons) {
        Object finish = record.value(Names.FINISH_REASONS).orElse("");
        if (finish instanceof List<?> many) {
            return many.stream().anyMatch(one -> isOneOf(one, reasons));
        }
        return isOneOf(finish, reasons);
    }

    private static boolean isOneOf(Object reason, List<String> reasons) {
        return reasons.contains(reason.toString().toLowerCase(Locale.ROOT));
    }

    /** The start of a text on one line, for a reason: at most 60 characters. */
    static String excerpt(String text) {
        String line = oneLine(text.length() > 200 ? text.substring(0, 200) : text);
        if (line.length() <= 60) {
            return line;
        }
        return line.substring(0, Character.isHighSurrogate(line.charAt(58)) ? 58 : 59) + "…";
    }

    /** The end of a text on one line, for a reason: at most 40 characters. */
    static String ending(String text) {
        String line = oneLine(text.length() > 200 ? text.substring(text.length() - 200) : text);
        int from = line.length() - 39;
        if (from <= 1) {
            return line;
        }
        return "…" + line.substring(Character.isLowSurrogate(line.charAt(from)) ? from + 1 : from);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
