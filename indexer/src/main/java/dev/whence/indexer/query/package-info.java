/**
 * The query language: a text becomes a Lucene query over the fields of {@code dev.whence.indexer.mapping}, or an error
 * which names the column. Internal to the store; callers of the port give queries as text.
 */
@NullMarked
package dev.whence.indexer.query;

import org.jspecify.annotations.NullMarked;
