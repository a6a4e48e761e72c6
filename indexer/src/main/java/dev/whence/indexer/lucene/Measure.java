package dev.whence.indexer.lucene;

import com.tdunning.math.stats.Centroid;
import com.tdunning.math.stats.MergingDigest;
import dev.whence.indexer.Bucket;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of numbers as they come: exact while they are few, then percentiles from a t-digest (Dunning, Ertl:
 * "Computing extremely accurate quantiles using t-digests", 2019). Changes with every number; for one thread.
 */
final class Measure {
    private static final int EXACT = 4096;
    private static final double COMPRESSION = 200;

    private double weight;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double[] few = new double[0];
    private int size;
    private @Nullable MergingDigest many;

    /** @param weight how many numbers it stands for */
    void add(double value, double weight) {
        this.weight += weight;
        sum += value * weight;
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (many == null && weight == 1 && size < EXACT) {
            if (size == few.length) {
                few = Arrays.copyOf(few, Math.max(8, size * 2));
            }
            few[size++] = value;
            return;
        }
        addMany(digest(), value, Math.clamp(Math.round(weight), 1, Integer.MAX_VALUE));
    }

    /** The digest counts on extremes that stand for themselves alone, so a heavy value gets light ones at its sides. */
    private static void addMany(MergingDigest digest, double value, int times) {
        digest.add(value);
        if (times > 2) {
            digest.add(value, times - 2);
        }
        if (times > 1) {
            digest.add(value);
        }
    }

    void add(Measure other) {
        weight += other.weight;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        if (many == null && other.many == null && size + other.size <= EXACT) {
            few = Arrays.copyOf(few, Math.max(few.length, size + other.size));
            System.arraycopy(other.few, 0, few, size, other.size);
            size += other.size;
            return;
        }
        MergingDigest digest = digest();
        for (int i = 0; i < other.size; i++) {
            digest.add(other.few[i]);
        }
        if (other.many != null) {
            for (Centroid centroid : other.many.centroids()) {
                digest.add(centroid.mean(), centroid.count());
            }
        }
    }

    private MergingDigest digest() {
        if (many == null) {
            many = new MergingDigest(COMPRESSION);
            for (int i = 0; i < size; i++) {
                many.add(few[i]);
            }
            size = 0;
            few = new double[0];
        }
        return many;
    }

    Optional<Bucket.Metric> result() {
        if (weight == 0) {
            return Optional.empty();
        }
        Arrays.sort(few, 0, size);
        return Optional.of(new Bucket.Metric(
                Math.round(weight), sum, min, max, quantile(0.5), quantile(0.9), quantile(0.95), quantile(0.99)));
    }

    private double quantile(double q) {
        if (many != null) {
            return Math.clamp(many.quantile(q), min, max);
        }
        double place = q * (size - 1);
        int below = (int) place;
        int above = Math.min(below + 1, size - 1);
        return few[below] + (few[above] - few[below]) * (place - below);
    }
}
