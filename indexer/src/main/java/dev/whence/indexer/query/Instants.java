package dev.whence.indexer.query;

import dev.whence.indexer.QueryException;
import dev.whence.model.Times;
import java.util.OptionalLong;

/**
 * A stretch of time as a query names it: one instant, or a whole day.
 *
 * @param firstNanos inclusive
 * @param lastNanos inclusive
 */
record Instants(long firstNanos, long lastNanos) {
    private static final long DAY = 86_400_000_000_000L;
    private static final int DATE_LENGTH = "2026-11-24".length();

    /** @throws QueryException when it is neither a time nor a day */
    static Instants of(String text, int column) {
        OptionalLong nanos = Times.parse(text);
        if (nanos.isEmpty()) {
            throw new QueryException(
                    "\"" + text + "\" is not a time; write a day (2026-11-24), RFC 3339 (2026-11-24T12:00:00Z)"
                            + " or an epoch in s, ms, µs or ns",
                    column);
        }
        long first = nanos.getAsLong();
        boolean day = text.length() == DATE_LENGTH && text.charAt(4) == '-';
        return new Instants(first, day ? first + (DAY - 1) : first);
    }
}
