package dev.whence.server.cli;

import java.util.Locale;

/** Short texts for people: lengths of time, counts, long texts in one line. */
public final class Texts {
    private Texts() {}

    /** A length of time with a unit that fits: {@code 430 µs}, {@code 612 ms}, {@code 4.80 s}, {@code 12 min 5 s}. */
    public static String duration(double seconds) {
        if (seconds < 0.001) {
            return String.format(Locale.ROOT, "%.0f µs", seconds * 1e6);
        }
        if (seconds < 0.9995) {
            return String.format(Locale.ROOT, seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1e3);
        }
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** {@code 1 record}, {@code 12,345 records}. */
    public static String count(long number, String one) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : one + "s");
    }

    /** The text on one line, cut with an ellipsis where it is longer than that many characters. */
    public static String line(String text, int most) {
        String flat = text.strip().replaceAll("\\s+", " ");
        if (flat.length() <= most) {
            return flat;
        }
        int end = Math.max(0, most - 1);
        if (end > 0 && Character.isHighSurrogate(flat.charAt(end - 1))) {
            end--;
        }
        return flat.substring(0, end) + "…";
    }

    /** The text with blanks up to a width. */
    public static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** The text with blanks before it up to a width. */
    public static String padLeft(String text, int width) {
        return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
    }
}
