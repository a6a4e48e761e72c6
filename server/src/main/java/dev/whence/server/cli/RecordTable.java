package dev.whence.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Records as aligned lines for people: time, kind, service, stage, duration, status and what there is to say. */
final class RecordTable {
    private static final List<String> HEADINGS =
            List.of("TIME", "KIND", "SERVICE", "STAGE", "DURATION", "STATUS", "MESSAGE");
    private static final int DURATION = 4;
    private static final int STATUS = 5;
    private static final int MESSAGE = 6;
    private static final int WIDEST = 32;
    private static final int LEAST_MESSAGE = 30;
    private static final int USUAL_MESSAGE = 120;

    private final Style style;
    private final int columns;

    /** @param columns how wide the lines may be; 0 when nobody knows */
    RecordTable(Style style, int columns) {
        this.style = style;
        this.columns = columns;
    }

    void print(List<JsonNode> records, PrintWriter out) {
        if (records.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        records.forEach(record -> rows.add(cells(record)));
        int[] widths = new int[MESSAGE];
        for (int column = 0; column < MESSAGE; column++) {
            for (List<String> row : rows.subList(1, rows.size())) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
            if (widths[column] > 0) {
                widths[column] = Math.max(widths[column], HEADINGS.get(column).length());
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            out.println(line(rows.get(row), widths, row == 0));
        }
    }

    private String line(List<String> cells, int[] widths, boolean heading) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int column = 0; column < MESSAGE; column++) {
            if (widths[column] == 0) {
                continue; // no record has it
            }
            String cell = column == DURATION
                    ? Texts.padLeft(cells.get(column), widths[column])
                    : Texts.pad(cells.get(column), widths[column]);
            line.append(heading ? style.dim(cell) : painted(column, cell)).append("  ");
            used += widths[column] + 2;
        }
        int room = columns == 0 ? USUAL_MESSAGE : Math.max(LEAST_MESSAGE, columns - used);
        String message = Texts.line(cells.get(MESSAGE), room);
        line.append(heading ? style.dim(message) : message);
        return line.toString().stripTrailing();
    }

    private String painted(int column, String cell) {
        if (column == 0) {
            return style.dim(cell);
        }
        if (column != STATUS) {
            return cell;
        }
        return switch (cell.strip().toLowerCase(Locale.ROOT)) {
            case "error", "fatal", "critical" -> style.red(cell);
            case "warn", "warning" -> style.yellow(cell);
            default -> cell;
        };
    }

    private static List<String> cells(JsonNode record) {
        String status = text(record, "status");
        JsonNode duration = record.path("duration");
        return List.of(
                time(text(record, "timestamp")),
                text(record, "kind"),
                Texts.line(text(record, "service"), WIDEST),
                Texts.line(text(record, "stage"), WIDEST),
                duration.isNumber() ? Texts.duration(duration.asDouble()) : "",
                status.isEmpty() ? text(record, "severity") : status,
                message(record));
    }

    /** What a person wants to read of it first. */
    private static String message(JsonNode record) {
        String anomaly = text(record, "anomaly.reason");
        String said = said(record);
        return anomaly.isEmpty() ? said : said.isEmpty() ? "! " + anomaly : "! " + anomaly + " | " + said;
    }

    private static String said(JsonNode record) {
        for (String field : List.of("message", "error.message", "error.type", "output", "input")) {
            String text = text(record, field);
            if (!text.isEmpty()) {
                return text;
            }
        }
        String metric = text(record, "name");
        return metric.isEmpty() ? "" : metric + " = " + text(record, "value");
    }

    private static String text(JsonNode record, String field) {
        JsonNode value = record.path(field);
        return value.isArray() && !value.isEmpty() ? value.get(0).asString("") : value.asString("");
    }

    /** To the millisecond: what a person compares. */
    private static String time(String timestamp) {
        int dot = timestamp.indexOf('.');
        String seconds = dot < 0 ? timestamp.replace("Z", "") : timestamp.substring(0, dot);
        String fraction = dot < 0 ? "" : timestamp.substring(dot + 1).replace("Z", "");
        return seconds + "." + (fraction + "000").substring(0, 3) + "Z";
    }
}
