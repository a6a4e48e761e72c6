/**
 * What applications embed: {@link dev.whence.appender.WhenceAppender} ships log events to a Whence server, and {@link
 * dev.whence.appender.Stage} makes spans of the steps of a pipeline.
 *
 * <p>An event becomes a {@link dev.whence.model.Record} on the thread that logs it; everything slower (encoding,
 * compression, network, disk) happens in {@link dev.whence.appender.shipping}, which knows nothing of Logback. Nothing here
 * may block a caller, and nothing here may know the server.
 */
@NullMarked
package dev.whence.appender;

import org.jspecify.annotations.NullMarked;
