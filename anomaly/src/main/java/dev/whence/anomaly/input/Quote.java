package dev.whence.anomaly.input;

/** Values as a reason shows them; they come from records that passed the redactor. */
final class Quote {
    private static final int LONGEST = 40;

    private Quote() {}

    /** On one line, in quotation marks, at most 40 characters of it; what cannot be seen is left out. */
    static String of(String text) {
        String start = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
        String line = start.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        if (line.length() > LONGEST) {
            int end = Character.isHighSurrogate(line.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
            line = line.substring(0, end) + "…";
        }
        return '"' + line + '"';
    }
}
