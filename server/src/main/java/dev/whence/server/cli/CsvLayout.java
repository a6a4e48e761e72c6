package dev.whence.server.cli;

import dev.whence.model.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which columns of a CSV are the time and the values.
 *
 * @param width cells of a row
 * @param time index of the time's column, or −1
 * @param values indexes of the judged columns
 * @param names their names
 */
record CsvLayout(int width, int time, List<Integer> values, List<String> names) {
    private static final Set<String> TIME_NAMES = Set.of("timestamp", "time", "ts", "date", "datetime", "@timestamp");

    /** A row that cannot be judged; the message says why. */
    static final class BadRowException extends Exception {
        private static final long serialVersionUID = 1L;

        BadRowException(String message) {
            super(message);
        }
    }

    /** Whether the first line names columns: none of its cells is a number. */
    static boolean isHeader(List<String> cells) {
        return cells.stream().noneMatch(CsvLayout::isNumber);
    }

    /** The names for columns that have none. */
    static String headerFor(int width) {
        if (width <= 2) {
            return width == 1 ? "value" : "timestamp,value";
        }
        StringBuilder names = new StringBuilder("column1");
        for (int i = 2; i <= width; i++) {
            names.append(",column").append(i);
        }
        return names.toString();
    }

    /**
     * The layout that header and first row suggest.
     *
     * @param header empty when there is none
     * @param all whether every column but the time is judged, or one
     */
    static CsvLayout of(List<String> header, List<String> row, boolean all) throws BadRowException {
        int width = header.isEmpty() ? row.size() : header.size();
        List<String> names = header.isEmpty() ? List.of(headerFor(width).split(",")) : header;
        int time = timeColumn(header, row, all);
        List<Integer> values = new ArrayList<>();
        if (all) {
            for (int i = 0; i < width; i++) {
                if (i != time) {
                    values.add(i);
                }
            }
        } else {
            int named = names.indexOf("value");
            values.add(named >= 0 ? named : width - 1);
        }
        if (values.isEmpty() || values.get(0) == time) {
            throw new BadRowException(
                    "there is no column of values beside the time; give rows like 2026-11-24T12:00:00Z,42.5");
        }
        return new CsvLayout(
                width, time, values, values.stream().map(names::get).toList());
    }

    private static int timeColumn(List<String> header, List<String> row, boolean all) {
        for (int i = 0; i < header.size(); i++) {
            if (TIME_NAMES.contains(header.get(i).toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        if (row.size() < 2 || Times.parse(row.get(0)).isEmpty()) {
            return -1;
        }
        boolean date = !isNumber(row.get(0));
        return date || header.isEmpty() && !all ? 0 : -1;
    }

    /** The row's time; empty when the table has none. */
    OptionalLong timestampNanos(List<String> cells) throws BadRowException {
        if (time < 0) {
            return OptionalLong.empty();
        }
        String cell = cells.size() > time ? cells.get(time) : "";
        OptionalLong nanos = Times.parse(cell);
        if (nanos.isEmpty()) {
            throw new BadRowException("“" + cell + "” is no time; write it like 2026-11-24T12:00:00Z, or as an epoch");
        }
        return nanos;
    }

    /** The row's values. */
    double[] values(List<String> cells) throws BadRowException {
        if (cells.size() != width) {
            throw new BadRowException("it has " + cells.size() + " cells, not " + width);
        }
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = cells.get(values.get(i));
            if (!isNumber(cell)) {
                throw new BadRowException("“" + cell + "” in column " + names.get(i) + " is no number");
            }
            numbers[i] = Double.parseDouble(cell);
        }
        return numbers;
    }

    private static boolean isNumber(String cell) {
        if (cell.isEmpty()) {
            return false;
        }
        char last = cell.charAt(cell.length() - 1);
        if (last != '.' && (last < '0' || last > '9')) {
            return false; // Java would read 1d, 2f, NaN and Infinity
        }
        try {
            return Double.isFinite(Double.parseDouble(cell));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
