/** The store's index on Lucene: writing documents, and every reading method of the port. */
@NullMarked
package dev.whence.indexer.lucene;

import org.jspecify.annotations.NullMarked;
