package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.baseline.SeriesKey;
import dev.whence.anomaly.baseline.SeriesMap;
import dev.whence.anomaly.detector.About;
import dev.whence.anomaly.detector.Finding;
import dev.whence.anomaly.detector.Findings;
import dev.whence.anomaly.detector.PerSeriesDetector;
import dev.whence.model.Kind;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Flags model calls whose numbers, each of them ordinary, do not go together: many output tokens and little text, a usual
 * answer at several times its cost. It is asked last and leaves alone what another detector flagged, since that says more
 * plainly what is wrong.
 */
public final class UnusualCall extends PerSeriesDetector<CallSeries> {
    private static final double LIMIT = -Math.log(5e-4);
    private static final double FEWEST_TIMES = 2;

    /**
     * Knows nothing yet.
     *
     * @param maxSeries series kept; past it the least recently used is forgotten
     * @param trainer runs the training of models; may be another thread
     */
    public UnusualCall(int maxSeries, Executor trainer) {
        super(
                "multivariate",
                new SeriesMap<>(maxSeries, key -> new CallSeries(key, trainer, LIMIT)),
                (out, one) -> one.write(out),
                (in, one) -> one.read(in));
    }

    @Override
    public About about() {
        return About.of(About.MODEL, "multivariate");
    }

    @Override
    protected boolean isWarm(CallSeries one) {
        return one.model().isPresent();
    }

    @Override
    public void inspect(Record record, Findings findings) {
        if (record.kind() != Kind.SPAN
                || record.isError()
                || !(record.number(Names.INPUT_TOKENS) > 0)
                || record.has(Names.AGGREGATE_COUNT)) {
            return;
        }
        boolean toldAlready = findings.isFlagged();
        double[] logs = CallFeature.logs(record);
        CallSeries calls = series().of(SeriesKey.ofModel(record));
        Optional<CallModel> model = calls.model();
        if (model.isPresent()) {
            judges();
            if (model.get().covers(logs)) {
                double surprise = calls.surprise(model.get().oddity(logs));
                if (surprise > LIMIT && model.get().isOutside(logs)) {
                    flag(calls, model.get().reason(logs), surprise, findings);
                }
            }
        }
        if (model.isEmpty() || !toldAlready) { // what recurs before there is a model is to be known to it
            calls.learn(logs, record.timestampNanos());
        }
    }

    private static void flag(CallSeries calls, CallReason reason, double surprise, Findings findings) {
        CallReason.Part foremost = reason.foremost();
        boolean recurs = calls.recurs(foremost); // to be asked in any case: it counts
        if (!recurs && !findings.isFlagged() && foremost.times() >= FEWEST_TIMES) {
            findings.flag(new Finding(
                    "multivariate",
                    score(surprise),
                    reason.text(calls.key().label()),
                    foremost.expected(),
                    foremost.observed()));
        }
    }

    /** A score in [0, 1]: 0.9 at the limit, 0.99 at its square. */
    private static double score(double surprise) {
        return 1 - Math.exp(-surprise / 3.3);
    }
}
