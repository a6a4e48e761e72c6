package dev.whence.anomaly.watch;

/**
 * How series of windows are watched.
 *
 * @param windowSeconds length of a window, 1 to 3600
 * @param maxSeries series kept; past it the one without a record for longest is forgotten and would warm up again
 * @param warmUpWindows closed windows of a series before anything of it is flagged, at least 5
 * @param falseAlarmRate the probability below which a window is improbable enough to flag, in (0, 0.01)
 */
public record WatchOptions(int windowSeconds, int maxSeries, int warmUpWindows, double falseAlarmRate) {
    /** Checks the ranges. */
    public WatchOptions {
        require(windowSeconds >= 1 && windowSeconds <= 3600, "a window lasts 1 to 3600 seconds");
        require(maxSeries >= 1, "1 series or more are watched");
        require(warmUpWindows >= 5, "a series warms up for 5 windows or more");
        require(falseAlarmRate > 0 && falseAlarmRate < 0.01, "the rate of false alarms lies between 0 and 0.01");
    }

    /** Windows of a minute, 10,000 series, 15 windows of warm-up, improbable below one in a million. */
    public static WatchOptions defaults() {
        return new WatchOptions(60, 10_000, 15, 1e-6);
    }

    long windowNanos() {
        return windowSeconds * 1_000_000_000L;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
