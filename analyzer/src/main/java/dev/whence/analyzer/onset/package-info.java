/** Finds when it began: healthy stretches and change points. */
@NullMarked
package dev.whence.analyzer.onset;

import org.jspecify.annotations.NullMarked;
