package dev.whence.analyzer.rank;

import java.util.Map;

/**
 * The part of a place's calls to which a change is confined.
 *
 * @param attributes empty when the whole place is affected
 * @param matches of each row of the outcome, whether it is in that part
 * @param isNew whether a value of it is unknown to the baseline
 */
record Narrowing(Map<String, String> attributes, boolean[] matches, boolean isNew) {
    Narrowing {
        attributes = Map.copyOf(attributes);
    }
}
