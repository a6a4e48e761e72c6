/**
 * {@code whence demo}: a simulated pipeline is played through the real appender to a real server, breaks, and Whence is
 * asked over HTTP why. Nothing here knows how causes are found.
 */
@NullMarked
package dev.whence.server.demo;

import org.jspecify.annotations.NullMarked;
