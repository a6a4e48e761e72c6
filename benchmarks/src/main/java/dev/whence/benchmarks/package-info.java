/**
 * The commands behind the figures of docs/performance.md: whole-server runs, comparisons with bare Lucene, and JMH for
 * what runs once a record. Nothing else may depend on this.
 */
@NullMarked
package dev.whence.benchmarks;

import org.jspecify.annotations.NullMarked;
