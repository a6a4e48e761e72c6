/** Work on several cores at a time, whose results come in the same order whatever the timing. */
@NullMarked
package dev.whence.analyzer.beside;

import org.jspecify.annotations.NullMarked;
