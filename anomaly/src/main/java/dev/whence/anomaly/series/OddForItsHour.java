package dev.whence.anomaly.series;

import java.util.OptionalLong;

/**
 * A value far from what is usual at its hour of the day, or, where no times are known, from what is usual lately. Distances are
 * taken on a logarithmic scale around the median, so that a series of bursts does not hide a change of its calm
 * hours. Mutable, constant memory.
 */
final class OddForItsHour implements Feature {
    // −ln of one in 3,000: a single value is odd for its hour far more often than anything is wrong
    private static final double COUNTED_FROM = 8;
    private static final double MOST_DEVIATIONS = 3;

    private final Tail tail = new Tail(COUNTED_FROM);
    private final LogScale scale = new LogScale();
    private final HourProfile hours = new HourProfile();
    private double value;
    private double usual;
    private boolean timed;

    @Override
    public double surprise(OptionalLong timestampNanos, double newValue) {
        value = newValue;
        timed = timestampNanos.isPresent();
        usual = timed ? hours.usual(timestampNanos.getAsLong()) : scale.median();
        double oddness = Double.isNaN(usual) ? 0 : Math.abs(scale.scaled(newValue) - scale.scaled(usual));
        timestampNanos.ifPresent(nanos -> hours.learn(nanos, newValue, MOST_DEVIATIONS * scale.deviation()));
        scale.learn(newValue);
        return tail.surprise(oddness);
    }

    @Override
    public String reason() {
        return Text.of(value) + " is far from " + Text.of(usual) + ", usual " + (timed ? "at this hour" : "lately");
    }
}
