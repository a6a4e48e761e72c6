package dev.whence.indexer.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/** The documents that match a query, segment by segment, as plain arrays: what columns are read for. */
final class Matches {
    private Matches() {}

    /**
     * Matches of one segment.
     *
     * @param docs ascending; only the first {@code count} are filled
     */
    record InLeaf(LeafReaderContext leaf, int[] docs, int count) {
        /** Pieces of about equal size, to be worked on side by side. */
        List<InLeaf> pieces(int most) {
            if (count <= most) {
                return List.of(this);
            }
            List<InLeaf> pieces = new ArrayList<>();
            for (int from = 0; from < count; from += most) {
                int to = Math.min(count, from + most);
                pieces.add(new InLeaf(leaf, Arrays.copyOfRange(docs, from, to), to - from));
            }
            return pieces;
        }
    }

    /** Segments with at least one match, in the searcher's order. */
    static List<InLeaf> of(IndexSearcher searcher, Query query) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        List<Callable<InLeaf>> tasks = new ArrayList<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            tasks.add(() -> inLeaf(weight, leaf));
        }
        return searcher.getTaskExecutor().invokeAll(tasks).stream()
                .filter(matches -> matches.count() > 0)
                .toList();
    }

    static long count(List<InLeaf> matches) {
        return matches.stream().mapToLong(InLeaf::count).sum();
    }

    private static InLeaf inLeaf(Weight weight, LeafReaderContext leaf) throws IOException {
        int maxDoc = leaf.reader().maxDoc();
        if (weight.count(leaf) == maxDoc) {
            int[] all = new int[maxDoc];
            Arrays.setAll(all, doc -> doc);
            return new InLeaf(leaf, all, maxDoc);
        }
        ScorerSupplier supplier = weight.scorerSupplier(leaf);
        if (supplier == null) {
            return new InLeaf(leaf, new int[0], 0);
        }
        Docs docs = new Docs();
        BulkScorer scorer = supplier.bulkScorer();
        scorer.score(docs, leaf.reader().getLiveDocs(), 0, DocIdSetIterator.NO_MORE_DOCS);
        return new InLeaf(leaf, docs.docs, docs.count);
    }

    /** Gathers documents; for one thread. */
    private static final class Docs implements LeafCollector {
        int[] docs = new int[1024];
        int count;

        @Override
        public void setScorer(@Nullable Scorable scorer) {
            // Scores are not looked at.
        }

        @Override
        public void collect(int doc) {
            ensure(count + 1);
            docs[count++] = doc;
        }

        @Override
        public void collect(DocIdStream stream) throws IOException {
            stream.forEach(this::collect);
        }

        @Override
        public void collectRange(int min, int max) {
            ensure(count + max - min);
            for (int doc = min; doc < max; doc++) {
                docs[count++] = doc;
            }
        }

        private void ensure(int size) {
            if (size > docs.length) {
                docs = Arrays.copyOf(docs, Math.max(size, docs.length + (docs.length >> 1)));
            }
        }
    }
}
