package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import dev.whence.model.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.NumericUtils;

/**
 * Counts and measures some documents of one segment, by codes; texts come in only when it is done. For one thread.
 *
 * <p>Fields are combined pairwise: the combination so far and the next field's code give the next combination's number.
 */
final class LeafAggregation {
    private final List<LeafTexts> fields = new ArrayList<>();
    private final LongIntMap[] combinations;
    private final LongIntMap cells = new LongIntMap();
    private final OptionalLong interval;
    private final NumericDocValues times;
    private final NumericDocValues metric;
    private final boolean measured;
    private final NumericDocValues weights;
    private final NumericDocValues failures;
    private final SortedDocValues status;
    private final boolean[] isError;
    private final boolean hasLists;
    private double[] counts = new double[16];
    private double[] errors = new double[16];
    private Measure[] measures = new Measure[16];

    LeafAggregation(LeafReader leaf, List<String> by, OptionalLong interval, String metricField) throws IOException {
        for (String field : by) {
            fields.add(new LeafTexts(leaf, field));
        }
        this.combinations = new LongIntMap[by.size()];
        Arrays.setAll(combinations, i -> new LongIntMap());
        this.hasLists = fields.stream().anyMatch(LeafTexts::hasLists);
        this.interval = interval;
        this.times = DocValues.getNumeric(leaf, FieldNames.TIMESTAMP);
        this.measured = !metricField.isEmpty();
        this.metric = DocValues.getNumeric(leaf, FieldNames.of(metricField).number());
        this.weights =
                DocValues.getNumeric(leaf, FieldNames.of(Names.AGGREGATE_COUNT).number());
        this.failures =
                DocValues.getNumeric(leaf, FieldNames.of(Names.AGGREGATE_ERRORS).number());
        this.status = DocValues.getSorted(leaf, FieldNames.of(Names.STATUS).value());
        this.isError = new boolean[status.getValueCount()];
        for (int code = 0; code < isError.length; code++) {
            isError[code] = status.lookupOrd(code).utf8ToString().equalsIgnoreCase("error");
        }
    }

    /** What the cells hold, for {@link Aggregation} to add up. */
    interface Sink {
        void add(List<String> values, long bucket, double count, double errors, Measure measure);
    }

    void read(Matches.InLeaf matches, Sink sink) throws IOException {
        for (int i = 0; i < matches.count(); i++) {
            int doc = matches.docs()[i];
            double weight = weights.advanceExact(doc) ? value(weights) : 1;
            double failed = failures.advanceExact(doc)
                    ? value(failures)
                    : status.advanceExact(doc) && isError[status.ordValue()] ? weight : 0;
            long bucket = 0;
            if (interval.isPresent() && times.advanceExact(doc)) {
                bucket = Math.floorDiv(times.longValue(), interval.getAsLong());
            }
            boolean hasMetric = measured && metric.advanceExact(doc);
            double number = hasMetric ? value(metric) : Double.NaN;
            if (hasLists) {
                for (int combination : combinationsOfLists(doc)) {
                    count(combination, bucket, weight, failed, number);
                }
            } else {
                count(combination(doc), bucket, weight, failed, number);
            }
        }
        empty(sink);
    }

    private static double value(NumericDocValues values) throws IOException {
        return NumericUtils.sortableLongToDouble(values.longValue());
    }

    private int combination(int doc) throws IOException {
        int combination = 0;
        for (int f = 0; f < combinations.length; f++) {
            combination = combined(f, combination, fields.get(f).code(doc));
        }
        return combination;
    }

    private int combined(int field, int combination, int code) {
        return combinations[field].number(((long) combination << 32) | (code + 1));
    }

    /** A record with many values counts for each of them. */
    private int[] combinationsOfLists(int doc) throws IOException {
        int[] so = {0};
        for (int f = 0; f < combinations.length; f++) {
            int first = fields.get(f).code(doc);
            int[] listed = fields.get(f).listed(doc);
            int[] codes = listed.length == 0 ? new int[] {first} : listed;
            int[] next = new int[so.length * codes.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = combined(f, so[i / codes.length], codes[i % codes.length]);
            }
            so = next;
        }
        return so;
    }

    private void count(int combination, long bucket, double weight, double failed, double number) {
        int cell = interval.isPresent() ? cellOf(combination, bucket) : combination;
        if (cell >= counts.length) {
            int size = Math.max(cell + 1, counts.length * 2);
            counts = Arrays.copyOf(counts, size);
            errors = Arrays.copyOf(errors, size);
            measures = Arrays.copyOf(measures, size);
        }
        counts[cell] += weight;
        errors[cell] += failed;
        if (!Double.isNaN(number)) {
            Measure measure = measures[cell];
            if (measure == null) {
                measure = new Measure();
                measures[cell] = measure;
            }
            measure.add(number, weight);
        }
    }

    private final LongIntMap buckets = new LongIntMap();
    private long lastBucket = Long.MIN_VALUE;
    private int lastBucketNumber;

    private int cellOf(int combination, long bucket) {
        if (bucket != lastBucket) {
            lastBucket = bucket;
            lastBucketNumber = buckets.number(bucket);
        }
        return cells.number(((long) combination << 32) | lastBucketNumber);
    }

    private void empty(Sink sink) throws IOException {
        List<List<String>> texts = texts();
        long[] bucketKeys = buckets.inOrder();
        long[] cellKeys = cells.inOrder();
        int size = interval.isPresent() ? cells.size() : texts.size();
        for (int cell = 0; cell < size; cell++) {
            if (counts[cell] != 0 || errors[cell] != 0) {
                int combination = interval.isPresent() ? (int) (cellKeys[cell] >>> 32) : cell;
                long bucket = interval.isPresent() ? bucketKeys[(int) cellKeys[cell]] : 0;
                Measure measure = measures[cell] == null ? new Measure() : measures[cell];
                sink.add(texts.get(combination), bucket, counts[cell], errors[cell], measure);
            }
        }
    }

    /** The values of each combination, by its number. */
    private List<List<String>> texts() throws IOException {
        List<List<String>> so = List.of(List.of());
        for (int f = 0; f < combinations.length; f++) {
            List<List<String>> next = new ArrayList<>();
            String[] known = new String[fields.get(f).size() + 1];
            for (long key : combinations[f].inOrder()) {
                int code = (int) key - 1;
                if (known[code + 1] == null) {
                    known[code + 1] = code < 0 ? "" : fields.get(f).text(code);
                }
                List<String> values = new ArrayList<>(so.get((int) (key >>> 32)));
                values.add(known[code + 1]);
                next.add(values);
            }
            so = next;
        }
        return so;
    }
}
