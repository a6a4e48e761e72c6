package dev.whence.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown table that grows row by row. For one thread. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String... columns) {
        lines.add(line(columns));
        lines.add("|" + "---|".repeat(columns.length));
    }

    MarkdownTable row(String... cells) {
        lines.add(line(cells));
        return this;
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** Three significant digits, with thousands separated. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    static String megabytes(long bytes) {
        return number(bytes / 1e6) + " MB";
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
