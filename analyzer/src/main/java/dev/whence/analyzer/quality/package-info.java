/**
 * Measures answers by what people and evaluators said of them: {@link dev.whence.analyzer.quality.LabelQuality} joins
 * scores to their traces and counts how often labels are right, {@link dev.whence.analyzer.quality.GroupBias} tests
 * whether requests of one group end otherwise than those of the rest.
 */
@NullMarked
package dev.whence.analyzer.quality;

import org.jspecify.annotations.NullMarked;
