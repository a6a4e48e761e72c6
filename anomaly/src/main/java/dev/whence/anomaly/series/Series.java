package dev.whence.anomaly.series;

import dev.whence.anomaly.detector.Figures;
import java.util.OptionalLong;

/**
 * One series of numbers in the order of time, judged by three things: how far a value is from what is usual at its hour, how
 * far the last values together are from that, and how far the recent level is from the long run's. Each becomes a
 * surprise by its own exponential {@link Tail}, and their sum is the row's. Where no times are known the last 200 values
 * say what is usual. Mutable, constant memory.
 */
final class Series {
    private static final int LATEST = 10;
    private static final int RECENT = 20;
    private static final int MEDIUM = 200;
    private static final int LONG = 2000;
    private static final int TAIL_MEMORY = 4000;
    private static final double MOST_SURPRISE = 60;

    private final HourProfile hours = new HourProfile();
    private final Window residuals = new Window(LATEST);
    private final Window recent = new Window(RECENT);
    private final Window medium = new Window(MEDIUM);
    private final Window longRun = new Window(LONG);
    private final Tail pointTail = new Tail(TAIL_MEMORY);
    private final Tail latestTail = new Tail(TAIL_MEMORY);
    private final Tail levelTail = new Tail(TAIL_MEMORY);
    private double surprise;
    private String reason = "";

    /** Judges a value by those before it, then learns it. */
    void add(OptionalLong timestampNanos, double value) {
        double usual = timestampNanos.isPresent()
                ? hours.usual(timestampNanos.getAsLong())
                : medium.size() == 0 ? Double.NaN : medium.mean();
        double point = Double.isNaN(usual) ? 0 : Math.abs(value - usual);
        double latest = residuals.size() < LATEST ? 0 : Math.abs(residuals.mean());
        double level = recent.size() < RECENT ? 0 : Math.abs(recent.mean() - longRun.mean());
        double pointSurprise = Math.min(MOST_SURPRISE, pointTail.surprise(point));
        double latestSurprise = Math.min(MOST_SURPRISE, latestTail.surprise(latest));
        double levelSurprise = Math.min(MOST_SURPRISE, levelTail.surprise(level));
        surprise = pointSurprise + latestSurprise + levelSurprise;
        String when = timestampNanos.isPresent() ? "usual at this hour" : "usual lately";
        if (pointSurprise >= Math.max(latestSurprise, levelSurprise)) {
            reason = text(value) + " is far from " + text(usual) + ", " + when;
        } else if (latestSurprise >= levelSurprise) {
            reason = "the last " + LATEST + " values are " + text(Math.abs(residuals.mean()))
                    + (residuals.mean() > 0 ? " above" : " below") + " what is " + when;
        } else {
            reason = "the level of the last " + RECENT + " values is " + text(recent.mean()) + ", in the long run "
                    + text(longRun.mean());
        }
        learn(timestampNanos, value, usual);
    }

    private void learn(OptionalLong timestampNanos, double value, double usual) {
        timestampNanos.ifPresent(nanos -> hours.learn(nanos, value));
        residuals.add(Double.isNaN(usual) ? 0 : value - usual);
        recent.add(value);
        medium.add(value);
        longRun.add(value);
    }

    /** Of the value last added: the sum of −ln of the features' probabilities. */
    double surprise() {
        return surprise;
    }

    /** What was the most surprising of the value last added. */
    String reason() {
        return reason;
    }

    private static String text(double value) {
        double rounded = Figures.round(value);
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
