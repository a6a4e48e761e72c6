/** See the architecture document. */
@NullMarked
package dev.whence.analyzer;

import org.jspecify.annotations.NullMarked;
