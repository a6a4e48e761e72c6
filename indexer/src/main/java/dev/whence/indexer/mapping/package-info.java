/**
 * How a record becomes a document: which internal fields hold what, and how texts are cut into words. Knows nothing of
 * searching. Internal to the store.
 */
@NullMarked
package dev.whence.indexer.mapping;

import org.jspecify.annotations.NullMarked;
