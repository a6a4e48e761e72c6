/** Detectors of slow model calls and slow stages, and the regression behind "slow for its size". */
@NullMarked
package dev.whence.anomaly.latency;

import org.jspecify.annotations.NullMarked;
