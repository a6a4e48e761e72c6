package dev.whence.anomaly.series;

/**
 * What a detector says of one row.
 *
 * @param score in [0, 1]: 0 for a usual row
 * @param anomaly whether it is far enough from usual to tell somebody
 * @param reason a sentence for a person; empty unless it is an anomaly
 */
public record Judgement(double score, boolean anomaly, String reason) {
    static final Judgement USUAL = new Judgement(0, false, "");
}
