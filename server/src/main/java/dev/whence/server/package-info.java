/**
 * Puts the rooms together: {@link dev.whence.server.WhenceServer} is one running server of store, detectors, analyzer
 * and HTTP. What is decided in those rooms is not decided again here.
 */
@NullMarked
package dev.whence.server;

import org.jspecify.annotations.NullMarked;
