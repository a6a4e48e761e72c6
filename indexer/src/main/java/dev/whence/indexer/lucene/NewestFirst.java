package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.query.QueryLanguage;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;

/**
 * Finds the newest of many matches: looks at the end of the time first, and at ever longer stretches while too few are
 * found. Documents lie in the order of time within a segment, so that a plain search for the newest would visit each
 * and find it better than all before.
 */
final class NewestFirst {
    /** With fewer matches a plain search is as quick. */
    static final long WORTHWHILE = 5_000;

    private static final int SPARE = 4;
    private static final int GROWTH = 8;

    private final IndexSearcher searcher;
    private final Sort sort;

    /** @param sort by time first, descending */
    NewestFirst(IndexSearcher searcher, Sort sort) {
        this.searcher = searcher;
        this.sort = sort;
    }

    /** @param matches how many records match in all */
    TopFieldDocs search(Query query, int limit, Optional<FieldDoc> after, long matches) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        long oldest = DocValuesSkipper.globalMinValue(reader, FieldNames.TIMESTAMP);
        long newest = DocValuesSkipper.globalMaxValue(reader, FieldNames.TIMESTAMP);
        if (after.isPresent()) {
            newest = Math.min(newest, (Long) after.get().fields[0]);
        }
        double stretch = Math.max(1, ((double) newest - oldest) * limit * SPARE / matches);
        while (true) {
            double start = newest - stretch;
            boolean everything = start <= oldest;
            Query end = new BooleanQuery.Builder()
                    .add(query, Occur.MUST)
                    .add(QueryLanguage.time(everything ? oldest : (long) start, newest), Occur.FILTER)
                    .build();
            TopFieldDocs found = searcher.search(end, new TopFieldCollectorManager(sort, limit, after.orElse(null), 1));
            if (found.scoreDocs.length >= limit || everything) {
                return found;
            }
            stretch *= GROWTH;
        }
    }
}
