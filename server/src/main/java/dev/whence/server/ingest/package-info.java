/**
 * Turns what clients send into records: one decoder for each protocol. A decoder knows its protocol and nothing of HTTP
 * or of the store; what the names mean across dialects stands in {@link dev.whence.model.Vocabulary}.
 */
@NullMarked
package dev.whence.server.ingest;

import org.jspecify.annotations.NullMarked;
