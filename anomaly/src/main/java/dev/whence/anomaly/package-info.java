/** See the architecture document. */
@NullMarked
package dev.whence.anomaly;

import org.jspecify.annotations.NullMarked;
