package dev.whence.anomaly.series;

import dev.whence.anomaly.detector.Figures;

/** Numbers in reasons. */
final class Text {
    private static final double WHOLE = 1e15;

    private Text() {}

    /** Four significant digits, and no point after a whole number. */
    static String of(double value) {
        double rounded = Figures.round(value);
        return rounded == Math.rint(rounded) && Math.abs(rounded) < WHOLE
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
