package dev.whence.indexer.query;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.Selection;
import dev.whence.indexer.mapping.KnownFields;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.Token;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/** Reads the query language; {@code docs/query-language.md} describes it. Safe for any thread. */
public final class QueryLanguage {
    private static final int LONGEST = 100_000;
    private static final Pattern LEXICAL = Pattern.compile("line \\d+, column (\\d+)");

    private final KnownFields known;

    public QueryLanguage(KnownFields known) {
        this.known = known;
    }

    /** The records of the selection. */
    public Query parse(Selection selection) {
        Query query = parse(selection.query());
        boolean bounded = selection.fromNanos() != Long.MIN_VALUE || selection.toNanos() != Long.MAX_VALUE;
        if (!bounded) {
            return query;
        }
        long last = selection.toNanos() == Long.MIN_VALUE ? Long.MIN_VALUE : selection.toNanos() - 1;
        Query time = selection.toNanos() == Long.MAX_VALUE
                ? FieldQueries.time(selection.fromNanos(), Long.MAX_VALUE)
                : FieldQueries.time(selection.fromNanos(), last);
        return new BooleanQuery.Builder()
                .add(query, query instanceof MatchAllDocsQuery ? Occur.FILTER : Occur.MUST)
                .add(time, Occur.FILTER)
                .build();
    }

    /**
     * The records which match a query; all for a blank one.
     *
     * @throws QueryException when it cannot be read, with the column
     */
    public Query parse(String text) {
        return read(text).query();
    }

    /**
     * What a query asks.
     *
     * @param fields the names of those fields of the records that it looks at
     */
    public record Parsed(Query query, Set<String> fields) {}

    /** As {@link #parse(String)}, with the fields that matter to the query. */
    public Parsed read(String text) {
        if (text.isBlank()) {
            return new Parsed(MatchAllDocsQuery.INSTANCE, Set.of());
        }
        if (text.length() > LONGEST) {
            throw new QueryException("the query has more than " + LONGEST + " characters; ask for less at once", -1);
        }
        Spelling spelling = Spelling.of(text);
        FieldQueries fields = new FieldQueries(known);
        RecordQueryParser parser = new RecordQueryParser(fields, spelling);
        try {
            Query query = parser.parse(spelling.text());
            return new Parsed(query, Set.copyOf(fields.asked()));
        } catch (ParseException e) {
            throw explained(e, spelling, parser.lastColumn());
        } catch (IndexSearcher.TooManyClauses e) {
            throw tooManyClauses();
        } catch (TooComplexToDeterminizeException e) {
            throw tooComplex();
        } catch (IllegalArgumentException e) {
            throw new QueryException("this cannot be read: " + e.getMessage(), parser.lastColumn());
        }
    }

    /** Records within a stretch of time, both ends inclusive. */
    public static Query time(long firstNanos, long lastNanos) {
        return FieldQueries.time(firstNanos, lastNanos);
    }

    public static QueryException tooManyClauses() {
        return new QueryException(
                "the query has more than " + IndexSearcher.getMaxClauseCount() + " conditions; ask for less at once",
                -1);
    }

    public static QueryException tooComplex() {
        return new QueryException("a pattern of the query is too complex; use fewer repetitions and wildcards", -1);
    }

    private static QueryException explained(ParseException wrapped, Spelling spelling, int lastColumn) {
        if (wrapped.getCause() instanceof ParseException cause && cause.currentToken != null) {
            Token unexpected = cause.currentToken.next;
            int column = spelling.column(unexpected.beginColumn);
            return new QueryException(advice(unexpected, cause.currentToken), column);
        }
        if (wrapped.getCause() instanceof IndexSearcher.TooManyClauses) {
            return tooManyClauses();
        }
        if (wrapped.getCause() instanceof ParseException cause && cause.getMessage() != null) {
            boolean aboutDistance = cause.getMessage().matches("(?s).*(edit distance|similarity).*");
            return new QueryException(
                    aboutDistance ? "behind ~ stands how many letters may differ, 1 or 2" : cause.getMessage(),
                    lastColumn);
        }
        String detail = wrapped.getCause() == null
                ? ""
                : String.valueOf(wrapped.getCause().getMessage());
        Matcher place = LEXICAL.matcher(detail);
        int column = place.find() ? spelling.column(Integer.parseInt(place.group(1)) - 1) : -1;
        return new QueryException("a character here has a meaning of its own; put the value in quotes", column);
    }

    private static String advice(Token unexpected, Token before) {
        if (unexpected.kind == 0) {
            String image = before.image == null ? "" : before.image;
            return "the query ends where " + (image.equals(":") ? "a value" : "something") + " should follow"
                    + (image.isEmpty() ? "" : " \"" + image + "\"");
        }
        return switch (unexpected.image) {
            case ")" -> "something is missing before this )";
            case "AND", "OR", "&&", "||" -> "\"" + unexpected.image + "\" needs a condition on both sides";
            case "]", "}", "[", "{" -> "ranges look like [1 TO 5] or {1 TO *]; put values with brackets in quotes";
            case ":" -> "a field's name is missing before this colon; put values with colons in quotes";
            default ->
                "\"" + unexpected.image + "\" is not expected here; put values with special characters in quotes";
        };
    }
}
