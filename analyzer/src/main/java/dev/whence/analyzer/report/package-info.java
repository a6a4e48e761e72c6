/** Answers as sentences, plain text and Markdown. */
@NullMarked
package dev.whence.analyzer.report;

import org.jspecify.annotations.NullMarked;
