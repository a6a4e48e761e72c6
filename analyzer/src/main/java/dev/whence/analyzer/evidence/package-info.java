/** Kinds of evidence for causes, each in a class behind one interface. */
@NullMarked
package dev.whence.analyzer.evidence;

import org.jspecify.annotations.NullMarked;
