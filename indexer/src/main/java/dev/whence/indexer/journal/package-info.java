/**
 * The journal: what makes an acknowledged batch survive a kill or a power loss before it is indexed.
 *
 * <p>{@link dev.whence.indexer.journal.Journal} is a folder of segments. A segment is a file of frames, named after the
 * position of its first one; a frame is one payload with a marker, its length, its position and a checksum. A position
 * counts the bytes of all frames ever written, so it only grows. Nothing here knows what a payload holds.
 */
@NullMarked
package dev.whence.indexer.journal;

import org.jspecify.annotations.NullMarked;
