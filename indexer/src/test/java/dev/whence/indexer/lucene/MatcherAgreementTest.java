package dev.whence.indexer.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Queries;
import dev.whence.indexer.QueryException;
import dev.whence.indexer.SearchRequest;
import dev.whence.indexer.Selection;
import dev.whence.model.Kind;
import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;

/** Whatever a query finds in the index, it also finds in records as they arrive, and nothing else. */
class MatcherAgreementTest {
    private static final long START = 1_795_608_000_000_000_000L;
    private static final List<String> NAMES = List.of(
            "service",
            "stage",
            "message",
            "output",
            "error.type",
            "error.message",
            "attr",
            "other.attr",
            "trace_id",
            "duration",
            "n");
    private static final List<String> WORDS = List.of(
            "alpha", "Beta", "gamma_delta", "rate limit", "GPT-4o", "a.b.c", "ΣΑΣ", "5", "-2.5", "true", "x/y", "İ");

    private final AtomicLong runs = new AtomicLong();
    private final Path folder;
    private final LuceneIndex index;

    MatcherAgreementTest() throws IOException {
        folder = Files.createTempDirectory("whence-matcher");
        index = LuceneIndex.open(folder, LuceneIndexOptions.defaults());
    }

    @AfterProperty
    void deleteIndex() throws IOException {
        index.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    @Provide
    Arbitrary<List<Record>> records() {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                Arbitraries.of(WORDS),
                Arbitraries.of(WORDS).list().ofMinSize(2).ofMaxSize(4).map(words -> String.join(" ", words)),
                Arbitraries.integers().between(-5, 5).map(Long::valueOf),
                Arbitraries.of(0.5, -2.5, 1e9, 5.0),
                Arbitraries.of(true, false),
                Arbitraries.strings().ofMaxLength(8),
                Arbitraries.of("long text ".repeat(40)));
        Arbitrary<Object> value = Arbitraries.frequencyOf(
                Tuple.of(5, scalar), Tuple.of(1, scalar.list().ofMaxSize(3).map(List::copyOf)));
        Arbitrary<Map<String, Object>> fields =
                Arbitraries.maps(Arbitraries.of(NAMES), value).ofMaxSize(6);
        return Combinators.combine(
                        Arbitraries.of(Kind.values()), Arbitraries.longs().between(0, 100), fields)
                .as((kind, seconds, all) -> {
                    RecordBuilder record = Record.builder().kind(kind).timestampNanos(START + seconds * 1_000_000_000L);
                    all.forEach(record::put);
                    return record.build();
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<String>> queries() {
        Arbitrary<String> name = Arbitraries.of(NAMES).filter(n -> !n.equals("duration"));
        Arbitrary<String> word = Arbitraries.of(WORDS);
        Arbitrary<String> condition = Arbitraries.oneOf(
                word.map(Queries::quote),
                Combinators.combine(name, word).as((n, w) -> n + ":" + Queries.quote(w)),
                Combinators.combine(
                                name,
                                Arbitraries.of("alpha", "beta", "5", "\\-2.5", "true", "gpt-4o", "a.b.c", "limit"))
                        .as((n, w) -> n + ":" + w),
                Combinators.combine(name, Arbitraries.of("al*", "*a", "r?te", "*", "g*t*", "lim*", "bet~"))
                        .as((n, w) -> n + ":" + w),
                Combinators.combine(
                                Arbitraries.of("duration", "n", "attr"),
                                Arbitraries.of(">", ">=", "<", "<="),
                                Arbitraries.integers().between(-3, 5))
                        .as((n, operator, number) -> n + ":" + operator + number),
                Arbitraries.of("attr:[0 TO 5}", "n:{* TO 1]", "service:[a TO c]", "timestamp:>=2026-11-25T12:00:30Z"),
                name.map(n -> "_exists_:" + n),
                name.map(n -> n + ":\"\""),
                Arbitraries.of("kind:span", "kind:LOG", "alpha", "be*", "*limit*"));
        return Arbitraries.recursive(
                        () -> condition,
                        inner -> Arbitraries.oneOf(
                                Combinators.combine(inner, inner).as((a, b) -> a + " AND " + b),
                                Combinators.combine(inner, inner).as((a, b) -> a + " OR " + b),
                                Combinators.combine(inner, inner).as((a, b) -> "(" + a + ") (" + b + ")"),
                                inner.map(a -> "NOT (" + a + ")"),
                                inner.map(a -> "-(" + a + ")")),
                        0,
                        3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Property(tries = 60)
    void searchAndMatcherAgree(@ForAll("records") List<Record> records, @ForAll("queries") List<String> queries) {
        long run = runs.incrementAndGet();
        List<Record> numbered = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            numbered.add(
                    records.get(i).toBuilder().put("case", i).put("run", run).build());
        }
        index.add(numbered);
        index.refresh();
        for (String query : queries) {
            Selection selection = Selection.of(query).and("run:" + run);
            List<Record> found =
                    index.search(SearchRequest.newest(selection, 100)).records();
            List<Record> matched =
                    numbered.stream().filter(index.matcher(selection.query())).toList();
            assertThat(found).as(query).containsExactlyInAnyOrderElementsOf(matched);
        }
    }

    @Provide
    Arbitrary<String> anyTexts() {
        Arbitrary<String> fragments = Arbitraries.of(
                        "(",
                        ")",
                        "\"",
                        "[",
                        "]",
                        "{",
                        "}",
                        " TO ",
                        ":",
                        "a",
                        "duration",
                        "timestamp",
                        ">",
                        "<=",
                        "~",
                        "^",
                        "*",
                        "?",
                        "/",
                        "\\",
                        " AND ",
                        " OR ",
                        "NOT ",
                        "-",
                        "+",
                        "!",
                        " ",
                        "&&",
                        "||",
                        "1",
                        "2s",
                        "9".repeat(30),
                        "_exists_:",
                        "and",
                        "or",
                        "^2",
                        "~1",
                        "~0.5",
                        "\u0000",
                        "😀",
                        "service:",
                        ".",
                        "[1 TO 2]",
                        "//",
                        "\t")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(fragments, Arbitraries.strings().ofMaxLength(20));
    }

    @Property(tries = 1000)
    void anyTextIsAnsweredOrRefusedWithAColumnInsideIt(@ForAll("anyTexts") String text) {
        Record record = Record.builder()
                .timestampNanos(START)
                .put("service", "a")
                .put("message", "a 1")
                .build();
        if (index.records() == 0) {
            index.add(List.of(record));
            index.refresh();
        }
        try {
            boolean matched = index.matcher(text).test(record);
            assertThat(index.search(SearchRequest.newest(Selection.of(text), 1)).total())
                    .isEqualTo(matched ? 1 : 0);
        } catch (QueryException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.column()).isBetween(-1, text.length() + 1).isNotZero();
        }
    }
}
