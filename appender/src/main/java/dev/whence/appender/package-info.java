/** See the architecture document. */
@NullMarked
package dev.whence.appender;

import org.jspecify.annotations.NullMarked;
