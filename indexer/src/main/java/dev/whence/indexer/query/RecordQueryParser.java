package dev.whence.indexer.query;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.mapping.Texts;
import dev.whence.indexer.query.FieldQueries.Bound;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.RegExp;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's classic grammar with the meaning that records give to it: types follow from values and fields, comparisons
 * such as {@code duration:>2s}, AND between words side by side, AND before OR. For one query and one thread.
 */
final class RecordQueryParser extends QueryParser {
    /** Stands for no field; no record can have a field of that name, for names are never blank. */
    static final String ANY_TEXT = "";

    private static final String EXISTS = "_exists_";
    /** How many characters before the token that was taken last a value may stand: looking farther costs in long queries. */
    private static final int NEAR = 256;

    private static final int OR = 2; // QueryParserBase.CONJ_OR
    private static final int NOT = 10; // QueryParserBase.MOD_NOT

    private final FieldQueries fields;
    private final Spelling spelling;
    private final IdentityHashMap<List<BooleanClause>, List<Item>> groups = new IdentityHashMap<>();

    /** One operand with what stands before it. */
    private record Item(boolean afterOr, boolean negated, Query query) {}

    RecordQueryParser(FieldQueries fields, Spelling spelling) {
        super(ANY_TEXT, new KeywordAnalyzer());
        this.fields = fields;
        this.spelling = spelling;
        setSplitOnWhitespace(true);
        setAllowLeadingWildcard(true);
    }

    @Override
    protected void addClause(List<BooleanClause> clauses, int conjunction, int modifier, @Nullable Query query) {
        if (query != null) {
            clauses.add(new BooleanClause(query, Occur.SHOULD));
            groups.computeIfAbsent(clauses, any -> new ArrayList<>())
                    .add(new Item(conjunction == OR, modifier == NOT, query));
        }
    }

    @Override
    protected @Nullable Query getBooleanQuery(List<BooleanClause> clauses) {
        List<Item> items = groups.remove(clauses);
        if (items == null) {
            return null;
        }
        List<Query> alternatives = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= items.size(); i++) {
            if (i == items.size() || items.get(i).afterOr()) {
                alternatives.add(all(items.subList(start, i)));
                start = i;
            }
        }
        return FieldQueries.anyOf(TermSets.joined(alternatives));
    }

    private static Query all(List<Item> items) {
        if (items.size() == 1 && !items.get(0).negated()) {
            return items.get(0).query();
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        boolean positive = false;
        for (Item item : items) {
            positive |= !item.negated();
            all.add(item.query(), item.negated() ? Occur.MUST_NOT : Occur.MUST);
        }
        if (!positive) {
            all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        }
        return all.build();
    }

    @Override
    protected @Nullable Query getFieldQuery(String field, String text, boolean quoted) {
        return fieldQuery(field, text, quoted, 0);
    }

    @Override
    protected @Nullable Query getFieldQuery(String field, String text, int slop) {
        return fieldQuery(field, text, true, slop);
    }

    private @Nullable Query fieldQuery(String field, String text, boolean quoted, int slop) {
        if (field.equals(ANY_TEXT)) {
            return fields.bare(text, slop);
        }
        if (field.equals(EXISTS)) {
            return fields.exists(text);
        }
        if (!quoted && (text.startsWith(">") || text.startsWith("<"))) {
            return comparison(field, text);
        }
        return fields.value(field, text, quoted, slop, column(text));
    }

    private Query comparison(String field, String text) {
        boolean inclusive = text.startsWith("=", 1);
        String value = text.substring(inclusive ? 2 : 1);
        String operator = text.substring(0, inclusive ? 2 : 1);
        if (value.isEmpty()) {
            throw new QueryException(
                    "write the value right behind " + operator + ", without a space or quotes: " + field + ":"
                            + operator + "2",
                    column(text));
        }
        Bound bound = new Bound(value, inclusive);
        return text.charAt(0) == '>'
                ? fields.range(field, bound, Bound.OPEN, column(value))
                : fields.range(field, Bound.OPEN, bound, column(value));
    }

    @Override
    protected Query getRangeQuery(
            String field, @Nullable String low, @Nullable String high, boolean lowInclusive, boolean highInclusive) {
        if (field.equals(ANY_TEXT)) {
            String before = spelling.text().substring(0, token.beginColumn);
            int start = Math.max(before.lastIndexOf('['), before.lastIndexOf('{'));
            throw new QueryException("a range needs a field before it, like duration:[1 TO 5]", spelling.column(start));
        }
        String culprit =
                low != null && (high == null || Quantity.parse(field, low).isEmpty()) ? low : high;
        return fields.range(
                field,
                low == null ? Bound.OPEN : new Bound(low, lowInclusive),
                high == null ? Bound.OPEN : new Bound(high, highInclusive),
                column(culprit == null ? "" : culprit));
    }

    @Override
    protected Query getPrefixQuery(String field, String start) {
        if (field.equals(ANY_TEXT)) {
            String folded = Texts.fold(start);
            return fields.bareWords(internal -> new PrefixQuery(new Term(internal, folded)));
        }
        if (start.startsWith(">") || start.startsWith("<")) {
            throw new QueryException("a comparison takes a value, not a pattern", column(start));
        }
        return fields.prefix(field, start);
    }

    @Override
    protected Query getWildcardQuery(String field, String pattern) {
        if (pattern.equals("*")) {
            return field.equals("*") || field.equals(ANY_TEXT) ? MatchAllDocsQuery.INSTANCE : fields.exists(field);
        }
        String folded = Texts.fold(pattern);
        return patterns(
                field,
                internal -> new WildcardQuery(
                        new Term(internal, folded),
                        Operations.DEFAULT_DETERMINIZE_WORK_LIMIT,
                        MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE));
    }

    @Override
    protected Query getRegexpQuery(String field, String expression) {
        return patterns(
                field,
                internal -> new RegexpQuery(
                        new Term(internal, expression),
                        RegExp.ALL,
                        RegExp.CASE_INSENSITIVE,
                        name -> null,
                        Operations.DEFAULT_DETERMINIZE_WORK_LIMIT,
                        MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE));
    }

    @Override
    protected Query getFuzzyQuery(String field, String text, float similarity) {
        int edits = FuzzyQuery.floatToEdits(similarity, text.codePointCount(0, text.length()));
        String folded = Texts.fold(text);
        return patterns(field, internal -> new FuzzyQuery(new Term(internal, folded), edits));
    }

    private Query patterns(String field, Function<String, Query> byInternalField) {
        if (field.equals(Names.TIMESTAMP)) {
            return MatchNoDocsQuery.INSTANCE;
        }
        return field.equals(ANY_TEXT) ? fields.bareWords(byInternalField) : fields.pattern(field, byInternalField);
    }

    /** Where the last token that was taken begins. */
    int lastColumn() {
        return spelling.column(token == null ? 0 : token.beginColumn);
    }

    /** Where the value stands, as well as the grammar tells: it reports the last token it took. */
    private int column(String value) {
        int offset = token == null ? 0 : token.beginColumn;
        int end = Math.min(spelling.text().length(), offset + value.length() + 2);
        int start = Math.max(0, end - value.length() - NEAR);
        int found = value.isEmpty() ? -1 : spelling.text().substring(start, end).lastIndexOf(value);
        found = found < 0 ? -1 : start + found;
        return spelling.column(found >= 0 ? found : offset);
    }
}
