package dev.whence.appender;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A place in a trace: what another thread or another service needs to go on with it.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits
 */
public record TraceContext(String traceId, String spanId) {
    /**
     * Makes one of ids as they come; upper case is folded, a short trace id (64 bits) filled up with zeros.
     *
     * @throws IllegalArgumentException when an id is not hexadecimal, too long, or zero
     */
    public TraceContext {
        traceId = hex(traceId, 32);
        spanId = hex(spanId, 16);
    }

    /**
     * Reads a {@code traceparent} header (W3C Trace Context, level 1; later versions as far as they are compatible).
     * Empty when it is not one, so that a caller starts a new trace as the specification asks.
     */
    public static Optional<TraceContext> parse(String traceparent) {
        String[] parts = traceparent.strip().split("-", -1);
        boolean known = parts.length >= 4
                && parts[0].length() == 2
                && !parts[0].equals("ff")
                && (parts.length == 4 || !parts[0].equals("00"))
                && parts[1].length() == 32
                && parts[2].length() == 16;
        return known ? of(parts[1], parts[2]) : Optional.empty();
    }

    /** As the constructor, but empty when either is not an id; for ids that come from elsewhere. */
    public static Optional<TraceContext> of(String traceId, String spanId) {
        try {
            return Optional.of(new TraceContext(traceId, spanId));
        } catch (IllegalArgumentException notIds) {
            return Optional.empty();
        }
    }

    /** The {@code traceparent} header by which a called service goes on with this trace. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    /** Of 128 random bits. */
    static String randomTraceId(LongSupplier randomBits) {
        return randomSpanId(randomBits) + randomSpanId(randomBits);
    }

    /** Of 64 random bits; never zero. */
    static String randomSpanId(LongSupplier randomBits) {
        long bits = randomBits.getAsLong();
        String digits = Long.toHexString(bits == 0 ? 1 : bits);
        return "0".repeat(16 - digits.length()) + digits;
    }

    private static String hex(String id, int digits) {
        boolean zero = true;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')) {
                throw new IllegalArgumentException("an id is hexadecimal, not \"" + id + "\"");
            }
            zero &= c == '0';
        }
        if (zero || id.length() > digits) {
            throw new IllegalArgumentException(
                    "an id has up to " + digits + " hexadecimal digits and is not zero; not \"" + id + "\"");
        }
        return "0".repeat(digits - id.length()) + id.toLowerCase(Locale.ROOT);
    }
}
