package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import dev.whence.analyzer.frame.Signals;
import dev.whence.analyzer.trace.SpanForest;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells whether a stage got slower because it was given more to do (documents, rows, bytes), and follows that to the
 * earlier stage which gives it more.
 */
final class SizeFlow {
    private static final double GREW = 0.4;
    private static final double PART_OF_GROWTH = 0.3;
    private static final double MAINLY = 0.5;

    /** What is given more to do keeps others waiting too: time may grow this much more than sizes do. */
    private static final double ROUGHLY = 2;

    private static final double HARDLY = 1e-4;

    /** What takes long is told in many words; that is the trouble itself, not a size. */
    private static final Pattern TIME = Pattern.compile(
            "(?i).*(duration|latency|elapsed|time|wait|delay|retry|retries|attempt|queue|_ms|\\.ms|seconds).*");

    private static final Set<String> NO_SIZE = Set.of(Names.INPUT_TOKENS, Names.OUTPUT_TOKENS, Names.COST);

    private final Inquiry inquiry;
    private final int place;

    SizeFlow(Inquiry inquiry, int place) {
        this.inquiry = inquiry;
        this.place = place;
    }

    /** The suspicion of the stage that gives more to do, when that explains most of the added time. */
    Optional<Suspicion> explain(double share, double p, List<Answer.Evidence> facts) {
        List<Shift> sizes = inquiry.shifts().numbers(place).stream()
                .filter(SizeFlow::isSize)
                .filter(shift -> shift.growth() > GREW && explains(shift))
                .sorted(Comparator.comparingDouble(Shift::growth).reversed())
                .toList();
        for (Shift size : sizes) {
            Optional<Shift> source = new Upstream(inquiry)
                    .of(
                            place,
                            Change.of(inquiry, size),
                            shift -> shift.isNumber()
                                    && isSize(shift)
                                    && shift.growth() >= PART_OF_GROWTH * size.growth());
            if (source.isPresent()) {
                List<Answer.Evidence> all = new ArrayList<>(facts);
                all.add(0, Facts.shift(inquiry, size));
                all.add(0, Facts.shift(inquiry, source.get()));
                return Optional.of(new Suspicion(
                        source.get().place(), "size", share, p, TokenFlow.byShift(inquiry, source.get()), all, place));
            }
        }
        return Optional.empty();
    }

    private static boolean isSize(Shift shift) {
        return !shift.field().startsWith("quality.")
                && !NO_SIZE.contains(shift.field())
                && !TIME.matcher(shift.field()).matches();
    }

    /**
     * Whether a unit takes as long as ever; or else, by least squares of own time on the size, centred within baseline and
     * incident each, whether calls of that size always took so long.
     */
    private boolean explains(Shift shift) {
        Signals signals = inquiry.comparison().signals();
        double[] column = signals.numbers().getOrDefault(shift.field(), new double[0]);
        SpanForest forest = inquiry.frame().forest();
        double[] n = new double[2];
        double[] size = new double[2];
        double[] time = new double[2];
        double[] squares = new double[2];
        double[] products = new double[2];
        for (int i = 0; i < column.length; i++) {
            int row = signals.rows()[i];
            if (row < 0 || inquiry.frame().place()[row] != place || Double.isNaN(column[i])) {
                continue;
            }
            int period = inquiry.periodOf(row);
            if (period >= 0) {
                double seconds = forest.selfSeconds(row);
                n[period]++;
                size[period] += column[i];
                time[period] += seconds;
                squares[period] += column[i] * column[i];
                products[period] += column[i] * seconds;
            }
        }
        if (n[0] == 0 || n[1] == 0) {
            return false;
        }
        double added = time[1] / n[1] - time[0] / n[0];
        double grown = size[1] / n[1] - size[0] / n[0];
        if (added <= 0 || grown <= 0) {
            return false;
        }
        double slower = time[1] / n[1] / Math.max(1e-9, time[0] / n[0]);
        double larger = size[1] / n[1] / Math.max(1e-9, size[0] / n[0]);
        if (slower <= ROUGHLY * larger) {
            return true;
        }
        double spread = squares[0] - size[0] * size[0] / n[0] + squares[1] - size[1] * size[1] / n[1];
        if (spread <= HARDLY * (squares[0] + squares[1])) {
            return false;
        }
        double together = products[0] - size[0] * time[0] / n[0] + products[1] - size[1] * time[1] / n[1];
        return together / spread * grown >= MAINLY * added;
    }
}
