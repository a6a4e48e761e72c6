/**
 * Compares what each service did, call by call and whatever request it served, between an incident, its baseline and
 * everything else that is stored around them.
 */
@NullMarked
package dev.whence.analyzer.contrast;

import org.jspecify.annotations.NullMarked;
