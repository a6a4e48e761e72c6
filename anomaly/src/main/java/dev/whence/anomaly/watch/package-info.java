/**
 * Series of windows over the records: how many requests came, how many failed, how long they took, what they read, wrote
 * and cost. What a window says beyond chance becomes a record of its own.
 */
@NullMarked
package dev.whence.anomaly.watch;

import org.jspecify.annotations.NullMarked;
