package dev.whence.anomaly.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Finds where the mean of a sequence of numbers in [0, 1] changed: the adaptive window ADWIN2 of Bifet and Gavaldà
 * (<i>SIAM Data Mining</i>, 2007). It keeps the newest values in buckets whose sizes double, and drops its oldest part
 * whenever that differs from the rest by more than chance allows. Mutable, for one thread.
 */
final class Adwin {
    private static final int BUCKETS_PER_SIZE = 5;
    private static final int CHECK_EVERY = 8;
    private static final int SHORTEST_PART = 5;

    private final double delta;
    /** Rows by size, the smallest first; within each the newest first. */
    private final List<List<Bucket>> rows = new ArrayList<>();

    private long seen;
    private long width;
    private double total;
    private double variance;
    private long cut = -1;
    private double cutStrength;

    /** @param delta probability of a change that is none, such as 0.002 */
    Adwin(double delta) {
        this.delta = delta;
    }

    private record Bucket(long size, double total, double variance) {
        Bucket plus(Bucket other) {
            double apart = total / size - other.total / other.size;
            return new Bucket(
                    size + other.size,
                    total + other.total,
                    variance + other.variance + (double) size * other.size / (size + other.size) * apart * apart);
        }
    }

    /** The index of the first value after the clearest change of the mean; empty when there was none. */
    static OptionalInt change(double[] values, double delta) {
        Adwin adwin = new Adwin(delta);
        for (double value : values) {
            adwin.add(value);
        }
        adwin.shrink();
        return adwin.cut < 0 ? OptionalInt.empty() : OptionalInt.of((int) adwin.cut);
    }

    void add(double value) {
        if (width > 0) {
            double apart = value - total / width;
            variance += width * apart * apart / (width + 1);
        }
        width++;
        total += value;
        seen++;
        insert(0, new Bucket(1, value, 0));
        if (seen % CHECK_EVERY == 0) {
            shrink();
        }
    }

    private void insert(int row, Bucket bucket) {
        if (row == rows.size()) {
            rows.add(new ArrayList<>());
        }
        List<Bucket> buckets = rows.get(row);
        buckets.add(0, bucket);
        if (buckets.size() > BUCKETS_PER_SIZE) {
            Bucket oldest = buckets.remove(buckets.size() - 1);
            Bucket next = buckets.remove(buckets.size() - 1);
            insert(row + 1, oldest.plus(next));
        }
    }

    private void shrink() {
        while (dropsOldest()) {
            List<Bucket> last = rows.get(rows.size() - 1);
            Bucket oldest = last.remove(last.size() - 1);
            double apart =
                    oldest.total / oldest.size - (total - oldest.total) / (double) Math.max(1, width - oldest.size);
            width -= oldest.size;
            total -= oldest.total;
            variance = Math.max(
                    0,
                    variance
                            - oldest.variance
                            - (double) oldest.size * width / (double) Math.max(1, oldest.size + width) * apart * apart);
            if (last.isEmpty()) {
                rows.remove(rows.size() - 1);
            }
        }
    }

    /** Whether any older part differs from the newer rest; notes the clearest such place. */
    private boolean dropsOldest() {
        if (width < 2L * SHORTEST_PART) {
            return false;
        }
        double spread = variance / width;
        double confidence = Math.log(2 * Math.log((double) width) / delta);
        boolean differs = false;
        long older = 0;
        double olderTotal = 0;
        for (int row = rows.size() - 1; row >= 0; row--) {
            List<Bucket> buckets = rows.get(row);
            for (int i = buckets.size() - 1; i >= 0; i--) {
                older += buckets.get(i).size;
                olderTotal += buckets.get(i).total;
                long newer = width - older;
                if (older < SHORTEST_PART || newer < SHORTEST_PART) {
                    continue;
                }
                double apart = Math.abs(olderTotal / older - (total - olderTotal) / newer);
                double harmonic = 1 / (1.0 / older + 1.0 / newer);
                double chance = Math.sqrt(2 / harmonic * spread * confidence) + 2 / (3 * harmonic) * confidence;
                if (apart > chance) {
                    differs = true;
                    double strength = apart * Math.sqrt(harmonic);
                    if (strength > cutStrength) {
                        cutStrength = strength;
                        cut = seen - newer;
                    }
                }
            }
        }
        return differs;
    }
}
