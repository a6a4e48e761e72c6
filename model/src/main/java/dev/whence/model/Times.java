package dev.whence.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;

/** Points in time between their texts and nanoseconds since the epoch. */
public final class Times {
    private static final long NANOS = 1_000_000_000L;

    private Times() {}

    /** RFC 3339 in UTC with as many fraction digits as needed, {@code 2026-11-24T12:00:00.25Z}. */
    public static String format(long nanos) {
        return DateTimeFormatter.ISO_INSTANT.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)));
    }

    /** Nanoseconds of an RFC 3339 text (a missing offset means UTC) or of an epoch in s, ms, µs or ns; empty if neither. */
    public static OptionalLong parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return OptionalLong.empty();
        }
        if (isNumber(trimmed)) {
            try {
                return trimmed.indexOf('.') < 0 && trimmed.indexOf('e') < 0 && trimmed.indexOf('E') < 0
                        ? ofEpoch(Long.parseLong(trimmed))
                        : ofEpoch(Double.parseDouble(trimmed));
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }
        String iso = trimmed.length() > 10 && trimmed.charAt(10) == ' ' ? trimmed.replaceFirst(" ", "T") : trimmed;
        try {
            return of(OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeException notOffset) {
            try {
                String full = iso.length() == 10 ? iso + "T00:00:00" : iso;
                return of(LocalDateTime.parse(full).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException notLocal) {
                return OptionalLong.empty();
            }
        }
    }

    /** An epoch whose unit follows from its size: seconds below 10¹¹, then milli-, micro- and nanoseconds; empty if negative. */
    public static OptionalLong ofEpoch(long epoch) {
        if (epoch < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(epoch * unitNanos(epoch));
    }

    /** As {@link #ofEpoch(long)}, with a fraction. */
    public static OptionalLong ofEpoch(double epoch) {
        if (!(epoch >= 0) || epoch > 9.2e18) {
            return OptionalLong.empty();
        }
        long whole = (long) epoch;
        long unit = unitNanos(whole);
        return OptionalLong.of(whole * unit + Math.round((epoch - whole) * unit));
    }

    private static long unitNanos(long epoch) {
        if (epoch < 100_000_000_000L) {
            return NANOS;
        }
        if (epoch < 100_000_000_000_000L) {
            return 1_000_000L;
        }
        return epoch < 100_000_000_000_000_000L ? 1_000L : 1L;
    }

    /** Nanoseconds since the epoch; empty outside the years 1970 to 2262, which 64 bits hold. */
    private static OptionalLong of(Instant instant) {
        try {
            long nanos = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
            return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
        } catch (ArithmeticException tooFar) {
            return OptionalLong.empty();
        }
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+')) {
                return false;
            }
        }
        return true;
    }
}
