package dev.whence.anomaly.watch;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.detector.Figures;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;

/** Makes the records by which a series' findings are found: metric points of the window's end, without a trace. Immutable. */
final class Telling {
    static final String PREFIX = Names.OWN_METRICS + "series.";

    private final SeriesKey key;
    private final WatchOptions options;

    Telling(SeriesKey key, WatchOptions options) {
        this.key = key;
        this.options = options;
    }

    /** More or fewer requests than usual, or none. */
    Record requests(Shift shift, long end) {
        double seconds = (double) options.windowSeconds() * shift.windows();
        boolean silent = shift.observed() == 0;
        String reason = silent
                ? "nothing came from " + label() + " for " + Figures.duration(seconds) + "; " + number(shift.expected())
                        + " requests in that time would be " + usual(shift)
                : label() + " handled " + number(shift.observed()) + " requests in " + Figures.duration(seconds) + "; "
                        + number(shift.expected()) + " would be " + usual(shift);
        Shift perSecond = shift.of(shift.expected() / seconds, shift.observed() / seconds);
        return record("request_rate", "", silent ? "silence" : "request_rate", reason, perSecond, end);
    }

    /** A property that more requests have than usual. */
    Record rate(Rate rate, Shift shift, long requests, long end) {
        String reason =
                Figures.percent(shift.observed()) + " " + rate.sentence().formatted(requests, label()) + "; "
                        + (shift.atThisHour()
                                ? Figures.percent(shift.expected()) + " is " + usual(shift)
                                : "usually " + Figures.percent(shift.expected()) + " do");
        return record(rate.kind(), "", rate.kind(), reason, shift, end);
    }

    /** Slower requests than usual, in seconds. */
    Record latency(double quantile, Shift shift, long end) {
        boolean half = quantile <= 0.5;
        String reason = (half ? "half" : "one in twenty") + " of the requests of " + label() + " took "
                + Figures.duration(shift.observed()) + " or longer; " + Figures.duration(shift.expected())
                + " is " + usual(shift);
        return record("latency", half ? "p50" : "p95", "latency_level", reason, shift, end);
    }

    /** Requests whose durations differ more or less from each other than usual; the longer over the shorter, as logarithms. */
    Record latencySpread(Shift logs, double shorter, double longer, long end) {
        Shift shift = exp(exp(logs));
        String reason = "two thirds of the requests of " + label() + " took between " + Figures.duration(shorter)
                + " and "
                + Figures.duration(longer) + ", a factor of " + Figures.decimal(shift.observed(), 1) + "; a factor of "
                + Figures.decimal(shift.expected(), 1) + " is " + usual(shift);
        return record("latency", "spread", "latency_spread", reason, shift, end);
    }

    /** Requests whose amounts differ more or less from each other than usual; a standard deviation of logarithms, as its own. */
    Record amountSpread(Amount amount, Shift logs, long end) {
        Shift shift = exp(exp(logs));
        String what =
                amount == Amount.COST ? "costs" : amount == Amount.INPUT_TOKENS ? "input tokens" : "output tokens";
        String reason = what + " of the requests of " + label() + " differ by a factor of "
                + Figures.decimal(shift.observed(), 1) + " from their middle; a factor of "
                + Figures.decimal(shift.expected(), 1) + " is " + usual(shift);
        String metric =
                amount == Amount.COST ? "cost" : amount == Amount.INPUT_TOKENS ? "input_tokens" : "output_tokens";
        return record(metric, "spread", amount == Amount.COST ? "cost_spread" : "tokens_spread", reason, shift, end);
    }

    /** More or less of something a request than usual, as logarithms. */
    Record amount(Amount amount, Shift logs, long end) {
        return switch (amount) {
            case INPUT_TOKENS -> tokens("input", logs, end);
            case OUTPUT_TOKENS -> tokens("output", logs, end);
            case COST -> cost(logs, end);
        };
    }

    private Record tokens(String direction, Shift logs, long end) {
        Shift shift = exp(logs);
        String reason = "requests of " + label() + (direction.equals("input") ? " read " : " wrote ")
                + number(shift.observed()) + " tokens; " + number(shift.expected()) + " is " + usual(shift);
        return record(direction + "_tokens", "mean", "tokens", reason, shift, end);
    }

    private Record cost(Shift logs, long end) {
        Shift shift = exp(logs);
        String reason = "requests of " + label() + " cost $" + Figures.round(shift.observed()) + " each; $"
                + Figures.round(shift.expected()) + " is " + usual(shift);
        return record("cost", "mean", "cost", reason, shift, end);
    }

    private static Shift exp(Shift logs) {
        return logs.of(Math.exp(logs.expected()), Math.exp(logs.observed()));
    }

    private Record record(String metric, String statistic, String kind, String reason, Shift shift, long end) {
        RecordBuilder record = Record.builder()
                .timestampNanos(end)
                .kind(Kind.METRIC)
                .put(Names.METRIC_NAME, PREFIX + metric)
                .put(Names.METRIC_VALUE, Figures.round(shift.observed()));
        put(record, Names.METRIC_STATISTIC, statistic);
        put(record, Names.SERVICE, key.service());
        put(record, Names.STAGE, key.stage());
        put(record, Names.REQUEST_MODEL, key.model());
        Findings findings = new Findings();
        findings.flag(
                new Finding(kind, shift.score(options.falseAlarmRate()), reason, shift.expected(), shift.observed()));
        return findings.addTo(record.build());
    }

    private static void put(RecordBuilder record, String name, String value) {
        if (!value.isEmpty()) {
            record.put(name, value);
        }
    }

    private static String usual(Shift shift) {
        return shift.atThisHour() ? "usual at this hour" : "usual";
    }

    private String label() {
        return key.label();
    }

    private static String number(double value) {
        return Figures.decimal(value, value < 10 ? 1 : 0);
    }
}
