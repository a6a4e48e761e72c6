package dev.whence.server.cli;

import dev.whence.anomaly.multivariate.TableDetector;
import dev.whence.anomaly.series.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the rows of a table without times until all, or as many as are learned from, were read; then judges each
 * against all of them and hands them on in their order. Later rows are judged by what was learned and handed on at once.
 * Mutable.
 */
final class TableRows {
    private static final long SEED = 42;

    private final List<String> names;
    private final Sink sink;
    private final int mostRows;
    private final List<Line> waiting = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();
    private @Nullable TableDetector detector;

    /** Takes a line and what was found of it; null where it could not be read. */
    @FunctionalInterface
    interface Sink {
        void take(String line, @Nullable Judgement judgement);
    }

    /** A line held back, and its place among the rows that could be read; −1 where it could not. */
    private record Line(String text, int row) {}

    TableRows(List<String> names, Sink sink) {
        this.names = names;
        this.sink = sink;
        this.mostRows = TableDetector.mostRows(names.size());
    }

    /** Takes a row. */
    void add(String line, double[] values) {
        if (detector != null) {
            sink.take(line, detector.judge(values));
            return;
        }
        waiting.add(new Line(line, rows.size()));
        rows.add(values);
        if (rows.size() == mostRows) {
            finish();
        }
    }

    /** Takes a line that could not be read; it keeps its place. */
    void addUnread(String line) {
        if (detector != null) {
            sink.take(line, null);
        } else {
            waiting.add(new Line(line, -1));
        }
    }

    /** Judges what was held back. */
    void finish() {
        if (detector == null && !rows.isEmpty()) {
            detector = new TableDetector(names, rows, new Random(SEED));
        }
        for (Line line : waiting) {
            sink.take(line.text(), line.row() < 0 || detector == null ? null : detector.judge(line.row()));
        }
        waiting.clear();
        rows.clear();
    }
}
