package dev.whence.analyzer.evidence;

/**
 * How each call of a place went: what attributes are searched to explain, and when it began to go wrong.
 *
 * @param rows the frame's rows, by time
 * @param incident whether the row's request belongs to the incident; baseline otherwise
 * @param value how bad: failures of the row where {@code binary}, else the natural logarithm of a measure
 * @param weight how many requests the row stands for
 * @param binary whether values count failures
 */
public record Outcome(int[] rows, boolean[] incident, double[] value, double[] weight, boolean binary) {
    public int size() {
        return rows.length;
    }
}
