/** Mining of the templates behind log lines and error messages. */
@NullMarked
package dev.whence.anomaly.templates;

import org.jspecify.annotations.NullMarked;
