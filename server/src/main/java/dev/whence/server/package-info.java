/** See the architecture document. */
@NullMarked
package dev.whence.server;

import org.jspecify.annotations.NullMarked;
