package dev.whence.indexer.query;

import dev.whence.model.Names;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numbers with units: {@code 2}, {@code -0.5}, {@code 1e3}, {@code 500ms}, {@code 2m}, {@code 10k}, {@code 4MiB}. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile(
            "([+-]?(?:\\d{1,300}(?:\\.\\d{0,300})?|\\.\\d{1,300})(?:[eE][+-]?\\d{1,4})?)([a-zA-Zµμ]{0,3})");
    private static final Map<String, Double> SECONDS = Map.of(
            "ns", 1e-9, "us", 1e-6, "µs", 1e-6, "μs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "min", 60.0, "h", 3600.0,
            "d", 86_400.0);
    private static final Map<String, Double> SIZES = Map.ofEntries(
            Map.entry("k", 1e3),
            Map.entry("K", 1e3),
            Map.entry("M", 1e6),
            Map.entry("G", 1e9),
            Map.entry("B", 1.0),
            Map.entry("kB", 1e3),
            Map.entry("KB", 1e3),
            Map.entry("MB", 1e6),
            Map.entry("GB", 1e9),
            Map.entry("KiB", 1024.0),
            Map.entry("MiB", 1024.0 * 1024),
            Map.entry("GiB", 1024.0 * 1024 * 1024));

    private Quantity() {}

    /**
     * The number that a text stands for in a field: times in the unit which the field's name ends with ({@code _ms},
     * {@code .nanos}, …), seconds without; empty when it is none.
     */
    static OptionalDouble parse(String field, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return OptionalDouble.empty();
        }
        double number = Double.parseDouble(form.group(1));
        if (!Double.isFinite(number)) {
            return OptionalDouble.empty();
        }
        String unit = form.group(2);
        if (unit.isEmpty()) {
            return OptionalDouble.of(number);
        }
        Double size = SIZES.get(unit);
        if (size != null) {
            return OptionalDouble.of(number * size);
        }
        Double seconds = SECONDS.get(unit);
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(inUnitOf(field, number, unit, seconds));
    }

    private static double inUnitOf(String field, double number, String unit, double seconds) {
        String own = unitOf(field);
        if (unit.equals(own)) {
            return number;
        }
        @Nullable Double target = own == null ? null : SECONDS.get(own);
        double perUnit = target == null ? 1 : target;
        // Division by a whole number keeps 500 ms at exactly 0.5 where 500 × 0.001 is not.
        double factor = seconds / perUnit;
        return factor < 1 ? number / Math.rint(perUnit / seconds) : number * Math.rint(factor);
    }

    private static @Nullable String unitOf(String field) {
        if (field.equals(Names.DURATION)) {
            return "s";
        }
        String name = field.toLowerCase(Locale.ROOT);
        int end = Math.max(name.lastIndexOf('_'), name.lastIndexOf('.'));
        return switch (name.substring(end + 1)) {
            case "ns", "nanos", "nanoseconds" -> "ns";
            case "us", "micros", "microseconds" -> "us";
            case "ms", "millis", "milliseconds" -> "ms";
            default -> null;
        };
    }
}
