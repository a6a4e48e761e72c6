package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;

/**
 * Keeps a share of the traces, each with all its records: those whose key hashes below a bound. The same trace is kept
 * by every sample of the same or a larger share. Records without a trace are kept each by itself.
 */
final class TraceSample {
    private final IndexSearcher searcher;
    private final long bound;

    /** @param share in [0, 1] */
    TraceSample(IndexSearcher searcher, double share) {
        this.searcher = searcher;
        this.bound = (long) (share * Long.MAX_VALUE);
    }

    /** All of the matches, or a sample of about so many when there are more. */
    static List<Matches.InLeaf> atMost(IndexSearcher searcher, int most, List<Matches.InLeaf> matches)
            throws IOException {
        long total = Matches.count(matches);
        return total <= most ? matches : new TraceSample(searcher, most / (double) total).of(matches);
    }

    List<Matches.InLeaf> of(List<Matches.InLeaf> matches) throws IOException {
        List<Callable<Matches.InLeaf>> tasks = new ArrayList<>();
        for (Matches.InLeaf inLeaf : matches) {
            tasks.add(() -> sample(inLeaf));
        }
        return searcher.getTaskExecutor().invokeAll(tasks).stream()
                .filter(kept -> kept.count() > 0)
                .toList();
    }

    private Matches.InLeaf sample(Matches.InLeaf inLeaf) throws IOException {
        NumericDocValues keys = DocValues.getNumeric(inLeaf.leaf().reader(), FieldNames.TRACE_KEY);
        NumericDocValues sequence = DocValues.getNumeric(inLeaf.leaf().reader(), FieldNames.SEQUENCE);
        int[] kept = new int[inLeaf.count()];
        int count = 0;
        for (int i = 0; i < inLeaf.count(); i++) {
            int doc = inLeaf.docs()[i];
            long identity = 0;
            if (keys.advanceExact(doc)) {
                identity = keys.longValue();
            } else if (sequence.advanceExact(doc)) {
                identity = ~sequence.longValue();
            }
            if (mixed(identity) >>> 1 < bound) {
                kept[count++] = doc;
            }
        }
        return new Matches.InLeaf(inLeaf.leaf(), kept, count);
    }

    /** The finaliser of SplitMix64: ids that count up are spread as evenly as random ones. */
    private static long mixed(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
