package dev.whence.appender.shipping;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What became of one request.
 *
 * @param status the HTTP status; 0 when there was no answer
 * @param retryAfterNanos what the server asked for by {@code Retry-After}
 * @param text the beginning of the answer's body, or why there was none
 */
record Answer(int status, OptionalLong retryAfterNanos, String text) {
    static Answer none(String reason) {
        return new Answer(0, OptionalLong.empty(), reason);
    }

    static Answer late(Duration limit) {
        return none("no answer within " + limit.toMillis() + " ms");
    }

    boolean accepted() {
        return status >= 200 && status < 300;
    }

    boolean tooLarge() {
        return status == 413;
    }

    /** Whether sending the same again can't help. Others, like a wrong token, can be mended on the server's side. */
    boolean refused() {
        return status == 400 || status == 415 || status == 422;
    }

    String reason() {
        return status == 0 ? text : "HTTP " + status + (text.isBlank() ? "" : ": " + text.strip());
    }
}
