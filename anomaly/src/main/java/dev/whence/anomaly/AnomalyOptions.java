package dev.whence.anomaly;

import dev.whence.anomaly.watch.WatchOptions;

/**
 * What an operator may set.
 *
 * @param maxSeries series each detector keeps, of sized model calls and of outputs to compare with a tenth, and of services with templates a fiftieth of
 *     it; past it the least recently used is forgotten and would warm up again
 * @param warmUp records of a series before anything of it is flagged, at least 20
 * @param falseAlarmRate the probability below which a latency is improbable enough to flag, in (0, 0.1)
 * @param minimumRatio how many times the usual duration a flagged one takes at least
 * @param minimumExcessSeconds how much longer than usual a flagged duration is at least
 * @param qualityThreshold from which value on an output check flags, in (0, 1]
 * @param outputs settings of the checks of outputs
 * @param watch how series of windows are watched
 */
public record AnomalyOptions(
        int maxSeries,
        int warmUp,
        double falseAlarmRate,
        double minimumRatio,
        double minimumExcessSeconds,
        double qualityThreshold,
        OutputOptions outputs,
        WatchOptions watch) {
    /** Checks the ranges. */
    public AnomalyOptions {
        require(maxSeries >= 1, "maxSeries is 1 or more");
        require(warmUp >= 20, "warmUp is 20 or more");
        require(falseAlarmRate > 0 && falseAlarmRate < 0.1, "falseAlarmRate lies between 0 and 0.1");
        require(minimumRatio >= 1, "minimumRatio is 1 or more");
        require(minimumExcessSeconds >= 0, "minimumExcessSeconds is 0 or more");
        require(qualityThreshold > 0 && qualityThreshold <= 1, "qualityThreshold lies above 0 and is at most 1");
    }

    /** 10,000 series, warm-up of 50, one false alarm in 400 latencies at most, 1.5 times as long and 10 ms longer at least, quality from 0.5. */
    public static AnomalyOptions defaults() {
        return new AnomalyOptions(
                10_000, 50, 0.0025, 1.5, 0.01, 0.5, OutputOptions.defaults(), WatchOptions.defaults());
    }

    /** These with other settings of the checks of outputs. */
    public AnomalyOptions withOutputs(OutputOptions other) {
        return new AnomalyOptions(
                maxSeries, warmUp, falseAlarmRate, minimumRatio, minimumExcessSeconds, qualityThreshold, other, watch);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
