/**
 * Explains incidents of which only metrics are stored: durations, availability, requests and resources of services, and
 * who calls whom.
 */
@NullMarked
package dev.whence.analyzer.metric;

import org.jspecify.annotations.NullMarked;
