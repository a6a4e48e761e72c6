package dev.whence.anomaly.watch;

/** A property of single requests whose share is watched. */
enum Rate {
    ERROR("", "error_rate", "of the %d requests of %s failed"),
    REFUSAL("refusal", "refusal_rate", "of the %d answers of %s decline"),
    TRUNCATED("truncated", "truncation_rate", "of the %d answers of %s are cut off"),
    INVALID_JSON("invalid_json", "invalid_json_rate", "of the %d answers of %s are not valid JSON"),
    EMPTY("empty", "empty_rate", "of the %d answers of %s are empty"),
    REPETITION("repetition", "repetition_rate", "of the %d answers of %s repeat themselves");

    private final String finding;
    private final String kind;
    private final String sentence;

    Rate(String finding, String kind, String sentence) {
        this.finding = finding;
        this.kind = kind;
        this.sentence = sentence;
    }

    /** The kind of finding that says a record has it; empty when another field says so. */
    String finding() {
        return finding;
    }

    /** What the series is called. */
    String kind() {
        return kind;
    }

    /** What is said of so many requests of a series, after the share. */
    String sentence() {
        return sentence;
    }
}
