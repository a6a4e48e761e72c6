/** Finds what is felt to be wrong, and whether anything is. */
@NullMarked
package dev.whence.analyzer.symptom;

import org.jspecify.annotations.NullMarked;
