package dev.whence.anomaly.detector;

import java.util.Locale;

/** Numbers as a person reads them. */
public final class Figures {
    private Figures() {}

    /** Four significant digits. */
    public static double round(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        double unit = Math.pow(10, 3 - Math.floor(Math.log10(Math.abs(value))));
        return Math.round(value * unit) / unit;
    }

    /** A duration in the unit that suits it: {@code 14.2 s}, {@code 85 ms}, {@code 3.2 min}. */
    public static String duration(double seconds) {
        if (seconds < 0.0095) {
            return decimal(seconds * 1000, 1) + " ms";
        }
        if (seconds < 0.9995) {
            return decimal(seconds * 1000, 0) + " ms";
        }
        return seconds < 120 ? decimal(seconds, 1) + " s" : decimal(seconds / 60, 1) + " min";
    }

    /** A number with at most this many decimals and no trailing zeros. */
    public static String decimal(double value, int digits) {
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        if (digits == 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** A share as per cent: {@code 97 %}, and {@code 99.7 %} near the ends. */
    public static String percent(double share) {
        boolean nearAnEnd = share < 0.02 || share > 0.98;
        return decimal(share * 100, nearAnEnd ? 1 : 0) + " %";
    }
}
