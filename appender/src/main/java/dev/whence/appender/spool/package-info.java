/**
 * A bounded ring of batches on disk: framed and checksummed segment files that survive the process, one folder for each
 * process that runs at a time.
 */
@NullMarked
package dev.whence.appender.spool;

import org.jspecify.annotations.NullMarked;
