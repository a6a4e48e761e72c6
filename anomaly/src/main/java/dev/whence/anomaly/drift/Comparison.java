package dev.whence.anomaly.drift;

import java.util.OptionalLong;

/**
 * How one signal differs between two stretches of time.
 *
 * @param test which test: {@code kolmogorov_smirnov}, {@code chi_square} or {@code hashed_terms}
 * @param statistic of the test
 * @param pValue how likely a difference so large is without drift, dependence between the values allowed for
 * @param effect how large the difference is, in [0, 1], whatever the size of the samples
 * @param divergence the same in the usual measures; of texts that of their scores
 * @param changedAtNanos since when, if that can be told
 * @param designEffect how many values count as one, at least 1: values that lie near in time resemble each other
 */
public record Comparison(
        String test,
        double statistic,
        double pValue,
        double effect,
        Divergence divergence,
        Summary before,
        Summary after,
        OptionalLong changedAtNanos,
        double designEffect) {}
