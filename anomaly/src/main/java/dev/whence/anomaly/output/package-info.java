/** Checks of a stage's outputs which need no model: empty, refusal, truncated, invalid JSON, repetition. */
@NullMarked
package dev.whence.anomaly.output;

import org.jspecify.annotations.NullMarked;
