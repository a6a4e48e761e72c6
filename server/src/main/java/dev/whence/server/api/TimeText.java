package dev.whence.server.api;

import dev.whence.model.Times;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and lengths of time as users write them. */
final class TimeText {
    private static final Pattern RELATIVE = Pattern.compile("now(?:\\s*([+-])\\s*(.+))?");
    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*(ns|us|µs|ms|s|m|min|h|d|w)?");

    /** Some 95 years: added to now it still fits 64 bits. */
    private static final double LONGEST_NANOS = 3e18;

    private TimeText() {}

    /**
     * Nanoseconds since the epoch of an RFC 3339 text, an epoch in s, ms, µs or ns, or a time relative to now.
     *
     * @throws Problem when it is none of these
     */
    static long timeNanos(String name, String text, InstantSource clock) {
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            Instant now = clock.instant();
            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            String length = relative.group(2);
            if (length == null) {
                return nanos;
            }
            OptionalLong offset = durationNanos(length);
            if (offset.isPresent()) {
                return relative.group(1).equals("-") ? nanos - offset.getAsLong() : nanos + offset.getAsLong();
            }
            throw bad(name, text);
        }
        // A plus sign that was not encoded arrives as a space.
        OptionalLong nanos = Times.parse(text.replaceFirst("(T\\S+) (\\d\\d:?\\d\\d)$", "$1+$2"));
        return nanos.orElseThrow(() -> bad(name, text));
    }

    private static Problem bad(String name, String text) {
        return Problem.badRequest(
                name + " is a time as 2026-11-24T12:00:00Z (RFC 3339), an epoch in s, ms, µs or ns, or"
                        + " relative as now-1h; not \"" + text + "\"");
    }

    /** Empty when it is not a length of time, or longer than 95 years. */
    static OptionalLong durationNanos(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        double nanos = Double.parseDouble(matcher.group(1)) * unitNanos(unit);
        return nanos < LONGEST_NANOS ? OptionalLong.of(Math.round(nanos)) : OptionalLong.empty();
    }

    private static double unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "m", "min" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86_400e9;
            case "w" -> 604_800e9;
            default -> 1e9;
        };
    }
}
