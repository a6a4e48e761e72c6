/** What "usual" means: robust, bounded, streaming statistics of one series, and the bounded map of all series. */
@NullMarked
package dev.whence.anomaly.baseline;

import org.jspecify.annotations.NullMarked;
