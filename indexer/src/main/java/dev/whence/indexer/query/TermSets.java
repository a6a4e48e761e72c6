package dev.whence.indexer.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Makes one set out of many alternatives for one field, so that a list of a thousand ids is one clause. */
final class TermSets {
    private static final int FEWEST = 16;

    private TermSets() {}

    /** The same alternatives; those which are single terms of one field, when many, as one. */
    static List<Query> joined(List<Query> alternatives) {
        if (alternatives.size() < FEWEST) {
            return alternatives;
        }
        Map<String, List<BytesRef>> terms = new LinkedHashMap<>();
        List<Query> others = new ArrayList<>();
        alternatives.forEach(query -> sort(query, terms, others));
        terms.forEach((field, values) -> others.add(new TermInSetQuery(field, values)));
        return others;
    }

    private static void sort(Query query, Map<String, List<BytesRef>> terms, List<Query> others) {
        if (query instanceof TermQuery one) {
            terms.computeIfAbsent(one.getTerm().field(), any -> new ArrayList<>())
                    .add(one.getTerm().bytes());
        } else if (query instanceof BooleanQuery any && isAnyOf(any)) {
            any.clauses().forEach(clause -> sort(clause.query(), terms, others));
        } else {
            others.add(query);
        }
    }

    private static boolean isAnyOf(BooleanQuery query) {
        return query.getMinimumNumberShouldMatch() == 0
                && query.clauses().stream().allMatch(clause -> clause.occur() == Occur.SHOULD);
    }
}
