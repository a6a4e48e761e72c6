/**
 * What the inputs of a stage usually look like, and what departs from it: fields, types, ranges, formats, encoding. What stages
 * give in return is the business of {@link dev.whence.anomaly.output}.
 */
@NullMarked
package dev.whence.anomaly.input;

import org.jspecify.annotations.NullMarked;
