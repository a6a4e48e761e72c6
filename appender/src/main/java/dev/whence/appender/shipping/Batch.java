package dev.whence.appender.shipping;

import java.util.Arrays;
import java.util.List;

/**
 * Some records as NDJSON, which travel together.
 *
 * @param lines UTF-8, each record's JSON followed by a line feed; not to be changed
 * @param records how many lines there are
 */
public record Batch(byte[] lines, int records) {
    /**
     * Two batches of about the same size in place of this one.
     *
     * @throws IllegalStateException when it has fewer than two records
     */
    List<Batch> halves() {
        if (records < 2) {
            throw new IllegalStateException("a batch of " + records + " can't be split");
        }
        int half = records / 2;
        int end = 0;
        for (int line = 0; line < half; end++) {
            if (lines[end] == '\n') {
                line++;
            }
        }
        return List.of(
                new Batch(Arrays.copyOfRange(lines, 0, end), half),
                new Batch(Arrays.copyOfRange(lines, end, lines.length), records - half));
    }
}
