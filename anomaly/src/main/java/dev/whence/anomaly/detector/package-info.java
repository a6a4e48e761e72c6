/** What a detector is, and what it says about a record. */
@NullMarked
package dev.whence.anomaly.detector;

import org.jspecify.annotations.NullMarked;
