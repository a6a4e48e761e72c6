/** Puts evidence together into ranked causes and narrows them by attributes. */
@NullMarked
package dev.whence.analyzer.rank;

import org.jspecify.annotations.NullMarked;
