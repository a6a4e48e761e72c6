package dev.whence.indexer.lucene;

import dev.whence.indexer.StoreException;
import dev.whence.indexer.mapping.DocumentMapper;
import dev.whence.indexer.mapping.KnownFields;
import dev.whence.indexer.mapping.WordAnalyzer;
import dev.whence.indexer.query.QueryLanguage;
import dev.whence.model.Record;
import java.io.IOException;
import java.util.function.Predicate;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.IndexSearcher;

/** Matches single records by making an index of one document: the same mapping, the same queries, the same answers. */
final class Matcher {
    private final QueryLanguage language;
    private final WordAnalyzer words = new WordAnalyzer();

    Matcher(QueryLanguage language) {
        this.language = language;
    }

    Predicate<Record> of(String query) {
        if (query.isBlank()) {
            return record -> true;
        }
        QueryLanguage.Parsed parsed = language.read(query);
        return record -> matches(parsed, record);
    }

    private boolean matches(QueryLanguage.Parsed parsed, Record record) {
        // Names of its own: a record alone cannot have too many, and those that are only passing take none of the
        // index's.
        DocumentMapper mapper = new DocumentMapper(new KnownFields(KnownFields.LIMIT));
        IndexSearcher searcher = MemoryIndex.fromDocument(mapper.searchable(record, parsed.fields()::contains), words)
                .createSearcher();
        searcher.setQueryCache(null);
        try {
            return searcher.count(parsed.query()) > 0;
        } catch (IOException e) {
            throw new StoreException("matching a record failed: " + e.getMessage(), e);
        } catch (IndexSearcher.TooManyClauses e) {
            throw QueryLanguage.tooManyClauses();
        }
    }
}
