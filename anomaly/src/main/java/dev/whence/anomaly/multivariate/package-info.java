/** Rows of several numbers judged together: tables as a whole, and the feature vectors of model calls as they arrive. */
@NullMarked
package dev.whence.anomaly.multivariate;

import org.jspecify.annotations.NullMarked;
