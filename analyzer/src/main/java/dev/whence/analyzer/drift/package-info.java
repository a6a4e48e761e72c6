/**
 * Finds what a pipeline is given, or gives, otherwise than before: {@link dev.whence.analyzer.drift.DriftAnalyzer}
 * answers a {@link dev.whence.analyzer.drift.DriftQuestion} by stage and signal. Here samples are read from the store;
 * how they are compared is {@code dev.whence.anomaly.drift}'s.
 */
@NullMarked
package dev.whence.analyzer.drift;

import org.jspecify.annotations.NullMarked;
