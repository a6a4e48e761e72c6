/**
 * Statistics of drift: samples of two stretches of time in, a comparison with its p-value and effect out. Pure; nothing
 * here knows records or the store.
 */
@NullMarked
package dev.whence.anomaly.drift;

import org.jspecify.annotations.NullMarked;
