/**
 * Brings records to the server from one thread of its own: a bounded queue in memory, batches over HTTP, retries, and
 * exact counts of what became of every record. Knows nothing of Logback.
 */
@NullMarked
package dev.whence.appender.shipping;

import org.jspecify.annotations.NullMarked;
