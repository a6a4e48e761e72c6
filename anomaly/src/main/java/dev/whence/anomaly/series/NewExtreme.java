package dev.whence.anomaly.series;

import java.util.OptionalLong;

/** A value above all before it or below them: the rarer that has become and the further out it lies, the odder. Mutable. */
final class NewExtreme implements Feature {
    private final Tail tail = new Tail(0);
    private double lowest = Double.NaN;
    private double highest = Double.NaN;
    private String reason = "";

    @Override
    public double surprise(OptionalLong timestampNanos, double value) {
        if (Double.isNaN(lowest)) {
            lowest = value;
            highest = value;
            return 0;
        }
        double beyond = Math.max(0, Math.max(value - highest, lowest - value));
        if (beyond == 0) {
            return tail.surprise(0);
        }
        double width = highest - lowest;
        reason = value > highest
                ? Text.of(value) + " is higher than all before; the highest was " + Text.of(highest)
                : Text.of(value) + " is lower than all before; the lowest was " + Text.of(lowest);
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
        return tail.surprise(width > 0 ? beyond / width : 1);
    }

    @Override
    public String reason() {
        return reason;
    }
}
