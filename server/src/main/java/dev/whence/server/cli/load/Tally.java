package dev.whence.server.cli.load;

import java.util.ArrayList;
import java.util.List;

/** Counts what was taken and what was refused, and keeps the first reasons. For one thread. */
public final class Tally {
    private final int mostReasons;
    private final List<String> reasons = new ArrayList<>();
    private long accepted;
    private long refused;

    /** @param mostReasons how many reasons to keep */
    public Tally(int mostReasons) {
        this.mostReasons = mostReasons;
    }

    void accept(long records) {
        accepted += records;
    }

    void refuse(String file, long line, String why) {
        refused++;
        if (reasons.size() < mostReasons) {
            reasons.add(file + ":" + line + ": " + why);
        }
    }

    /** Counts lines of which nobody said what is wrong with them. */
    void refuseMore(long lines) {
        refused += lines;
    }

    public long accepted() {
        return accepted;
    }

    public long refused() {
        return refused;
    }

    /** The first reasons, each with its file and line. */
    public List<String> reasons() {
        return List.copyOf(reasons);
    }
}
