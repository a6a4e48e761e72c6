/** Spans, log lines and attributes of baseline and incident as columns, loaded through the store's port. */
@NullMarked
package dev.whence.analyzer.frame;

import org.jspecify.annotations.NullMarked;
