/**
 * Finds out why a pipeline got slow, wrong or dear: {@link dev.whence.analyzer.RootCauseAnalyzer} answers a {@link
 * dev.whence.analyzer.Question} with ranked causes. It reads through the store's port only, so that every store can be
 * asked. The steps live in packages of their own: {@code frame} (records as columns), {@code trace} (trees, self time),
 * {@code onset}, {@code symptom}, {@code evidence}, {@code rank} and {@code report}.
 */
@NullMarked
package dev.whence.analyzer;

import org.jspecify.annotations.NullMarked;
