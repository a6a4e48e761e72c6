/**
 * The engine that scores every record between journal and index, put together from the detectors in the packages below,
 * and the file which keeps what they learned. Public types here name no learning library.
 */
@NullMarked
package dev.whence.anomaly;

import org.jspecify.annotations.NullMarked;
