package dev.whence.indexer.lucene;

import dev.whence.indexer.mapping.KnownFields;

/**
 * @param ramBufferMegabytes how much is gathered in memory before it is written as a segment
 * @param mostFields how many names get fields of their own; attributes beyond are found by value only
 * @param threads how many help with one question
 */
record LuceneIndexOptions(int ramBufferMegabytes, int mostFields, int threads) {
    static LuceneIndexOptions defaults() {
        return new LuceneIndexOptions(128, KnownFields.LIMIT, 2);
    }
}
