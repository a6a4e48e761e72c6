/** Small statistics over plain arrays, on top of Apache Commons Statistics. */
@NullMarked
package dev.whence.analyzer.stats;

import org.jspecify.annotations.NullMarked;
