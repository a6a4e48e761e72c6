/**
 * The store's port: what the rest of Whence may ask of the place where records are kept. {@link
 * dev.whence.indexer.TraceStore} is all that the analyzer and the server know; no type of a search engine appears in
 * it. What implements it lives in a package of its own beside this one and passes the contract tests.
 */
@NullMarked
package dev.whence.indexer;

import org.jspecify.annotations.NullMarked;
