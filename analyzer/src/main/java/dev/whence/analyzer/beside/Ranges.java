package dev.whence.analyzer.beside;

import java.util.ArrayList;
import java.util.List;

/** Goes through the rows of a table, several stretches of them at a time. */
public final class Ranges {
    private static final int LEAST = 65_536;

    private Ranges() {}

    /** Work on some rows, which must not depend on what is done to others. */
    public interface Work {
        void on(int from, int to);
    }

    private record Range(int from, int to) {}

    /** Does the work on all rows from 0; returns when all is done. */
    public static void each(int rows, Work work) {
        if (rows <= LEAST) {
            work.on(0, rows);
            return;
        }
        List<Range> ranges = new ArrayList<>();
        for (int from = 0; from < rows; from += LEAST) {
            ranges.add(new Range(from, Math.min(rows, from + LEAST)));
        }
        List<Boolean> done = Beside.all(ranges, range -> {
            work.on(range.from, range.to);
            return true;
        });
        assert done.size() == ranges.size();
    }
}
