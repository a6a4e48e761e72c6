package dev.whence.indexer.query;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.KnownFields;
import dev.whence.indexer.mapping.Role;
import dev.whence.indexer.mapping.Texts;
import dev.whence.indexer.mapping.WordAnalyzer;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Queries for one field of the records, over those internal fields in which its values may be. For one thread.
 *
 * <p>All types which a name may have are asked at once: a field that the index lacks costs nothing, and records that
 * are not indexed yet match by the same rules.
 */
final class FieldQueries {
    private static final List<String> BARE =
            List.of(Names.MESSAGE, Names.INPUT, Names.OUTPUT, Names.ERROR_MESSAGE, Names.ERROR_TYPE, Names.ERROR_STACK);

    private final KnownFields known;
    private final QueryBuilder words = new QueryBuilder(new WordAnalyzer());
    private final Set<String> asked = new HashSet<>();

    FieldQueries(KnownFields known) {
        this.known = known;
    }

    /** The names of the fields that the queries so far look at. */
    Set<String> asked() {
        return asked;
    }

    /** Records with the words side by side in a text; null when there is no word. */
    @Nullable
    Query bare(String text, int slop) {
        asked.addAll(BARE);
        List<Query> any = new ArrayList<>();
        for (String field : BARE) {
            addIfAny(any, phrase(field, text, slop));
        }
        if (any.isEmpty()) {
            return null;
        }
        if (isHexId(text)) {
            asked.add(Names.TRACE_ID);
            asked.add(Names.SPAN_ID);
            any.add(new TermQuery(new Term(FieldNames.of(Names.TRACE_ID).keyword(), Texts.fold(text))));
            any.add(new TermQuery(new Term(FieldNames.of(Names.SPAN_ID).keyword(), Texts.fold(text))));
        }
        return anyOf(any);
    }

    /** Of a pattern over single words: one query for each text that bare words look at. */
    Query bareWords(Function<String, Query> byInternalField) {
        asked.addAll(BARE);
        return anyOf(BARE.stream()
                .map(field -> byInternalField.apply(FieldNames.of(field).words()))
                .toList());
    }

    /** Records that have the value; of the empty text, those which lack the field. */
    Query value(String field, String text, boolean quoted, int slop, int column) {
        asked.add(field);
        if (field.equals(Names.TIMESTAMP)) {
            Instants instants = Instants.of(text, column);
            return time(instants.firstNanos(), instants.lastNanos());
        }
        if (text.isEmpty()) {
            return new BooleanQuery.Builder()
                    .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                    .add(exists(field), Occur.MUST_NOT)
                    .build();
        }
        FieldNames names = FieldNames.of(field);
        OptionalDouble number = Quantity.parse(field, text);
        if (Role.isNumber(field)) {
            return DoublePoint.newExactQuery(names.number(), number.orElseThrow(() -> notANumber(field, text, column)));
        }
        String folded = Texts.fold(text);
        Role role = Role.of(field);
        List<Query> any = new ArrayList<>();
        if (role != Role.TEXT) {
            any.add(new TermQuery(new Term(names.keyword(), Texts.cut(folded))));
        }
        if (role == Role.TEXT || role == Role.ATTRIBUTE) {
            Query phrase = phrase(field, text, slop);
            boolean oneWord = phrase instanceof TermQuery;
            if (phrase != null && quoted && oneWord && role == Role.ATTRIBUTE) {
                // In quotes a word means the whole value, where there are values to compare as a whole.
                any.add(new BooleanQuery.Builder()
                        .add(phrase, Occur.MUST)
                        .add(new FieldExistsQuery(names.value()), Occur.MUST_NOT)
                        .build());
            } else {
                addIfAny(any, phrase);
            }
        }
        if (role != Role.ID) {
            number.ifPresent(value -> any.add(DoublePoint.newExactQuery(names.number(), value)));
            if (folded.equals("true") || folded.equals("false")) {
                any.add(new TermQuery(new Term(names.flag(), folded)));
            }
        }
        if (role == Role.ATTRIBUTE && known.exceeded()) {
            any.add(new TermQuery(new Term(FieldNames.OTHERS, FieldNames.otherTerm(field, Texts.cut(folded)))));
        }
        return anyOf(any);
    }

    /** Of a pattern over terms: for whole values and for single words. */
    Query pattern(String field, Function<String, Query> byInternalField) {
        asked.add(field);
        FieldNames names = FieldNames.of(field);
        List<Query> any = new ArrayList<>();
        Role role = Role.of(field);
        if (role != Role.TEXT) {
            any.add(byInternalField.apply(names.keyword()));
        }
        if (role == Role.TEXT || role == Role.ATTRIBUTE) {
            any.add(byInternalField.apply(names.words()));
        }
        return anyOf(any);
    }

    /** Records whose text begins so. */
    Query prefix(String field, String start) {
        String folded = Texts.fold(start);
        Query indexed = pattern(field, internal -> new PrefixQuery(new Term(internal, folded)));
        if (Role.of(field) != Role.ATTRIBUTE || !known.exceeded()) {
            return indexed;
        }
        return anyOf(
                List.of(indexed, new PrefixQuery(new Term(FieldNames.OTHERS, FieldNames.otherTerm(field, folded)))));
    }

    /** Records which have the field at all. */
    Query exists(String field) {
        asked.add(field);
        if (field.equals(Names.TIMESTAMP) || field.equals(Names.KIND)) {
            return MatchAllDocsQuery.INSTANCE;
        }
        switch (field) {
            case Names.TRACE_ID -> {
                return new FieldExistsQuery(FieldNames.TRACE_KEY);
            }
            case Names.SPAN_ID -> {
                return new FieldExistsQuery(FieldNames.SPAN_KEY);
            }
            case Names.PARENT_SPAN_ID -> {
                return new FieldExistsQuery(FieldNames.PARENT_KEY);
            }
            default -> {}
        }
        FieldNames names = FieldNames.of(field);
        List<Query> any = new ArrayList<>();
        any.add(new FieldExistsQuery(names.value()));
        any.add(new FieldExistsQuery(names.number()));
        any.add(new FieldExistsQuery(names.flag()));
        any.add(new FieldExistsQuery(names.words()));
        if (known.exceeded()) {
            any.add(new PrefixQuery(new Term(FieldNames.OTHERS, FieldNames.otherTerm(field, ""))));
        }
        return anyOf(any);
    }

    /** Records with a value between the bounds; a null bound is open. */
    Query range(String field, Bound low, Bound high, int column) {
        asked.add(field);
        if (field.equals(Names.TIMESTAMP)) {
            return time(
                    low.text() == null ? Long.MIN_VALUE : firstNanos(low, column),
                    high.text() == null ? Long.MAX_VALUE : lastNanos(high, column));
        }
        FieldNames names = FieldNames.of(field);
        OptionalDouble from = number(field, low, Double.NEGATIVE_INFINITY);
        OptionalDouble to = number(field, high, Double.POSITIVE_INFINITY);
        boolean numeric = from.isPresent() && to.isPresent();
        if (numeric && low.text() == null && high.text() == null) {
            return exists(field);
        }
        if (numeric) {
            double least = low.inclusive() ? from.getAsDouble() : DoublePoint.nextUp(from.getAsDouble());
            double most = high.inclusive() ? to.getAsDouble() : DoublePoint.nextDown(to.getAsDouble());
            return DoublePoint.newRangeQuery(names.number(), least, most);
        }
        if (Role.isNumber(field)) {
            throw notANumber(field, from.isEmpty() ? low.shown() : high.shown(), column);
        }
        if (Role.of(field) == Role.TEXT) {
            throw new QueryException(
                    field + " holds words, which have no order; search it for words, or a range of another field",
                    column);
        }
        if (low.text() != null && high.text() != null && (from.isPresent() || to.isPresent())) {
            throw new QueryException(
                    "a range goes from number to number or from text to text, not from \"" + low.shown() + "\" to \""
                            + high.shown() + "\"",
                    column);
        }
        return new TermRangeQuery(names.keyword(), term(low), term(high), low.inclusive(), high.inclusive());
    }

    /** One end of a range; without a text it is open. */
    record Bound(@Nullable String text, boolean inclusive) {
        static final Bound OPEN = new Bound(null, true);

        String shown() {
            return text == null ? "*" : text;
        }
    }

    /** Records within a stretch of time, both ends inclusive. */
    static Query time(long firstNanos, long lastNanos) {
        if (firstNanos > lastNanos) {
            return MatchNoDocsQuery.INSTANCE;
        }
        return new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery(FieldNames.TIMESTAMP, firstNanos, lastNanos),
                NumericDocValuesField.newSlowRangeQuery(FieldNames.TIMESTAMP, firstNanos, lastNanos));
    }

    /** Any of them; the best match counts where records are ranked. */
    static Query anyOf(List<Query> queries) {
        if (queries.size() == 1) {
            return queries.get(0);
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        queries.forEach(query -> any.add(query, Occur.SHOULD));
        return any.build();
    }

    private @Nullable Query phrase(String field, String text, int slop) {
        return words.createPhraseQuery(FieldNames.of(field).words(), text, slop);
    }

    private static void addIfAny(List<Query> queries, @Nullable Query query) {
        if (query != null) {
            queries.add(query);
        }
    }

    private static long firstNanos(Bound low, int column) {
        Instants instants = Instants.of(low.shown(), column);
        return low.inclusive() ? instants.firstNanos() : instants.lastNanos() + 1;
    }

    private static long lastNanos(Bound high, int column) {
        Instants instants = Instants.of(high.shown(), column);
        return high.inclusive() ? instants.lastNanos() : instants.firstNanos() - 1;
    }

    private static OptionalDouble number(String field, Bound bound, double open) {
        return bound.text() == null ? OptionalDouble.of(open) : Quantity.parse(field, bound.text());
    }

    private static @Nullable BytesRef term(Bound bound) {
        return bound.text() == null ? null : new BytesRef(Texts.cut(Texts.fold(bound.text())));
    }

    private static boolean isHexId(String text) {
        return (text.length() == 32 || text.length() == 16) && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static QueryException notANumber(String field, String text, int column) {
        String example =
                field.equals(Names.DURATION) ? " of seconds, such as 2, 2s, 500ms or 1.5m" : ", such as 2 or 1.5k";
        return new QueryException(field + " is a number" + example + "; \"" + text + "\" is not", column);
    }
}
