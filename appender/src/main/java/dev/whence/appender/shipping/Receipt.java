package dev.whence.appender.shipping;

import dev.whence.model.RecordBuilder;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import java.nio.charset.StandardCharsets;

/**
 * What the server says to a batch it took: how many records, and what was wrong with the others.
 *
 * @param why the first refusals, as the server worded them; empty when there are none
 */
record Receipt(int accepted, int rejected, String why) {
    private static final int LONGEST_WHY = 500;

    /** Reads {@code {"accepted":N,"rejected":[…]}}; an answer of another form means that all were taken. */
    static Receipt of(String body, int sent) {
        try {
            byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
            RecordBuilder json = RecordCodec.readBuilder(utf8, 0, utf8.length, 0);
            if (json.get("accepted") instanceof Long accepted && accepted >= 0 && accepted < sent) {
                String why = String.valueOf(json.get("rejected"));
                return new Receipt(
                        accepted.intValue(),
                        sent - accepted.intValue(),
                        why.length() > LONGEST_WHY ? why.substring(0, LONGEST_WHY) + "…" : why);
            }
        } catch (RecordFormatException otherForm) {
            return new Receipt(sent, 0, "");
        }
        return new Receipt(sent, 0, "");
    }
}
