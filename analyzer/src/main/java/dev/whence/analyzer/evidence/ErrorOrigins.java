package dev.whence.analyzer.evidence;

import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.stats.Doubles;
import dev.whence.analyzer.stats.Samples;
import dev.whence.analyzer.trace.SpanForest;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Where the failures of requests began: the deepest failed span of each chain of failed ones; of a call that was given
 * up on, the callee that kept it waiting.
 */
final class ErrorOrigins {
    private static final Pattern GAVE_UP =
            Pattern.compile("(?i).*(time.?out|timed.?out|deadline|cancel|abort).*|408|504|4");

    private static final double DOMINATES = 0.7;
    private static final double SLOWER = 1.5;

    private final Inquiry inquiry;
    private final Frame frame;
    private final SpanForest forest;
    private final double[] usualDuration;
    private final int[] failedChild;

    ErrorOrigins(Inquiry inquiry) {
        this.inquiry = inquiry;
        this.frame = inquiry.frame();
        this.forest = frame.forest();
        this.usualDuration = usualDurations();
        this.failedChild = lastFailedChildren();
    }

    /** One request's failure: where it began, whether it reached the root, whether it was a wait too long. */
    record Origin(int row, boolean reachedRoot, boolean gaveUp) {}

    /** The origin of the request's failure that its root shows, or else of the first inside; row -1 when none failed. */
    Origin of(int request) {
        Requests requests = inquiry.comparison().requests();
        int root = requests.roots()[request];
        if (frame.error()[root]) {
            return followed(root, true);
        }
        for (int i = requests.memberStart()[request]; i < requests.memberStart()[request + 1]; i++) {
            if (frame.error()[requests.members()[i]]) {
                return followed(requests.members()[i], false);
            }
        }
        return new Origin(-1, false, false);
    }

    private Origin followed(int from, boolean reachedRoot) {
        int row = from;
        while (failedChild[row] >= 0) {
            row = failedChild[row];
        }
        int waitedFor = waitedFor(row);
        return new Origin(waitedFor, reachedRoot, waitedFor != row);
    }

    /** Down from a failed call through callees that took most of its time and more than they usually do. */
    int waitedFor(int failed) {
        int found = failed;
        int at = failed;
        boolean gaveUp = GAVE_UP.matcher(frame.errorTypeOf(failed)).matches();
        while (true) {
            int slow = -1;
            for (int i = 0; i < forest.childCount(at); i++) {
                int child = forest.child(at, i);
                boolean outlives = forest.endNanos(child) > forest.endNanos(at) + 1_000_000;
                long until = Math.min(forest.endNanos(child), forest.endNanos(at));
                double covers = (until - forest.startNanos(child)) / 1e9 / Math.max(1e-9, forest.durationSeconds(at));
                boolean slower = forest.durationSeconds(child) > SLOWER * usualDuration[frame.place()[child]];
                if (covers >= DOMINATES && slower && (gaveUp || outlives || at != failed)) {
                    slow = child;
                }
            }
            if (slow < 0) {
                return found;
            }
            found = slow;
            at = slow;
        }
    }

    private int[] lastFailedChildren() {
        int[] child = new int[frame.rows()];
        Arrays.fill(child, -1);
        for (int row = 0; row < child.length; row++) {
            int above = forest.parent(row);
            if (above >= 0 && frame.error()[row]) {
                int known = child[above];
                if (known < 0 || forest.endNanos(row) >= forest.endNanos(known)) {
                    child[above] = row;
                }
            }
        }
        return child;
    }

    private double[] usualDurations() {
        double[] usual = new double[frame.places().size()];
        for (int place = 0; place < usual.length; place++) {
            Doubles good = new Doubles();
            for (double value : inquiry.profile().durationSamples(Requests.BASELINE, place)) {
                good.add(value);
            }
            usual[place] = good.size() == 0 ? Double.POSITIVE_INFINITY : Samples.median(good.toArray());
        }
        return usual;
    }
}
