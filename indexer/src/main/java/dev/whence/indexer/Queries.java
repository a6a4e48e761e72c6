package dev.whence.indexer;

import dev.whence.model.Names;

/** Helps to write queries in code. */
public final class Queries {
    /** Metric points that were measured, without those that Whence derived itself. */
    public static final String MEASURED_METRICS = "kind:metric AND NOT name:" + Names.OWN_METRICS + "*";

    private Queries() {}

    /** A text as one quoted value of a query: {@code "service:" + quote(name)}. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
