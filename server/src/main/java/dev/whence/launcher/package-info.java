/**
 * Starts the program of a jar: the one package that runs on any Java since 8, and knows nothing of the others but the
 * name of the main class.
 */
@NullMarked
package dev.whence.launcher;

import org.jspecify.annotations.NullMarked;
