/** Trees of spans: parents and children, critical path, self time; for one trace and for columns of many. */
@NullMarked
package dev.whence.analyzer.trace;

import org.jspecify.annotations.NullMarked;
