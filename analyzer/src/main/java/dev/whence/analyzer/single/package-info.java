/** Explains one trace against its peers: the requests that came in at the same place at about the same time. */
@NullMarked
package dev.whence.analyzer.single;

import org.jspecify.annotations.NullMarked;
