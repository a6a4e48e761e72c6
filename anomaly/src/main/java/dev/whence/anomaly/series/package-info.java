/** Anomalies of plain numeric series: one pass, no look-ahead. */
@NullMarked
package dev.whence.anomaly.series;

import org.jspecify.annotations.NullMarked;
