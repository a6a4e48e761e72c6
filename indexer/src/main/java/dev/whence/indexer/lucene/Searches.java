package dev.whence.indexer.lucene;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.SearchPage;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.SearchRequest.Order;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.Role;
import dev.whence.indexer.mapping.Texts;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.search.Weight;

/** Pages of matching records, and single traces. For one searcher and one thread. */
final class Searches {
    private static final int MOST = 10_000;
    /** An id that is no id, such as a constant, must not bring a whole store into memory. */
    private static final int MOST_OF_TRACE = 100_000;
    /** Up to so many matches are counted where the index does not know their number anyway. */
    private static final int COUNTED = 10_000;

    private final IndexSearcher searcher;

    Searches(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    SearchPage page(SearchRequest request, Query query) throws IOException {
        if (request.limit() < 0 || request.limit() > MOST) {
            throw new QueryException("limit is 0 to " + MOST + ", not " + request.limit(), -1);
        }
        if (request.limit() == 0) {
            return new SearchPage(searcher.count(query), true, List.of(), Optional.empty());
        }
        Query rewritten = searcher.rewrite(query);
        long known = knownCount(rewritten);
        Sort sort = sort(request.order());
        Optional<FieldDoc> after = request.cursor().map(cursor -> Cursor.read(request, cursor, sort.getSort()));
        int limit = request.limit() + 1;
        TopFieldDocs top = isNewestFirst(request.order()) && known > NewestFirst.WORTHWHILE
                ? new NewestFirst(searcher, sort).search(rewritten, limit, after, known)
                : searcher.search(
                        rewritten,
                        new TopFieldCollectorManager(sort, limit, after.orElse(null), known >= 0 ? 1 : COUNTED));
        int size = Math.min(request.limit(), top.scoreDocs.length);
        int[] docs = new int[size];
        for (int i = 0; i < size; i++) {
            docs[i] = top.scoreDocs[i].doc;
        }
        boolean more = top.scoreDocs.length > size;
        Optional<String> cursor =
                more ? Optional.of(Cursor.of(request, (FieldDoc) top.scoreDocs[size - 1])) : Optional.empty();
        long total = known >= 0 ? known : top.totalHits.value();
        boolean exact = known >= 0 || top.totalHits.relation() == TotalHits.Relation.EQUAL_TO;
        return new SearchPage(total, exact, new StoredRecords(searcher).read(docs), cursor);
    }

    List<Record> trace(String traceId) throws IOException {
        Term term = new Term(FieldNames.of(Names.TRACE_ID).keyword(), Texts.fold(Texts.cut(traceId)));
        List<Matches.InLeaf> matches = Matches.of(searcher, new TermQuery(term));
        long records = matches.stream().mapToLong(Matches.InLeaf::count).sum();
        int[] docs = new int[(int) Math.min(MOST_OF_TRACE, records)];
        int n = 0;
        for (Matches.InLeaf inLeaf : matches) {
            for (int i = 0; i < inLeaf.count() && n < docs.length; i++) {
                docs[n++] = inLeaf.leaf().docBase + inLeaf.docs()[i];
            }
        }
        return OneOfEach.inOrderOfTime(new StoredRecords(searcher).read(docs));
    }

    private static boolean isNewestFirst(Order order) {
        return order.equals(Order.NEWEST);
    }

    /** How many match, where the index knows without looking at the documents; -1 otherwise. */
    private long knownCount(Query rewritten) throws IOException {
        Weight weight = searcher.createWeight(rewritten, ScoreMode.COMPLETE_NO_SCORES, 1);
        long total = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            int count = weight.count(leaf);
            if (count < 0) {
                return -1;
            }
            total += count;
        }
        return total;
    }

    private Sort sort(Order order) {
        List<SortField> fields = new ArrayList<>();
        boolean newestFirst = true;
        switch (order) {
            case Order.Relevance any -> fields.add(SortField.FIELD_SCORE);
            case Order.ByField by -> {
                if (by.field().equals(Names.TIMESTAMP)) {
                    newestFirst = by.descending();
                } else {
                    addByValue(fields, by.field(), by.descending());
                }
            }
        }
        fields.add(new SortField(FieldNames.TIMESTAMP, SortField.Type.LONG, newestFirst));
        fields.add(new SortField(FieldNames.SEQUENCE, SortField.Type.LONG, newestFirst));
        return new Sort(fields.toArray(new SortField[0]));
    }

    private void addByValue(List<SortField> fields, String name, boolean descending) {
        Role role = Role.of(name);
        if (role == Role.TEXT || role == Role.ID) {
            throw new QueryException(
                    "records cannot be sorted by " + name + "; sort by timestamp, a number or a short text", -1);
        }
        FieldNames names = FieldNames.of(name);
        if (isIndexed(names.number())) {
            fields.add(new SortField(
                    names.number(), SortField.Type.LONG, descending, descending ? Long.MIN_VALUE : Long.MAX_VALUE));
        }
        for (String texts : List.of(names.value(), names.flag())) {
            if (isIndexed(texts)) {
                fields.add(new SortField(
                        texts,
                        SortField.Type.STRING,
                        descending,
                        descending ? SortField.STRING_FIRST : SortField.STRING_LAST));
            }
        }
    }

    private boolean isIndexed(String internalField) {
        return searcher.getIndexReader().leaves().stream()
                .anyMatch(leaf -> leaf.reader().getFieldInfos().fieldInfo(internalField) != null);
    }
}
