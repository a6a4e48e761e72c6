package dev.whence.anomaly.input;

import java.util.HashMap;
import java.util.Map;

/** Lets equal names and values of many stages share their memory, up to a number of them. For one thread. */
final class Words {
    private static final int MOST = 20_000;

    private final Map<String, String> known = new HashMap<>();

    /** The same text, shared where it may be. */
    String of(String text) {
        String shared = known.get(text);
        if (shared != null) {
            return shared;
        }
        if (known.size() < MOST) {
            known.put(text, text);
        }
        return text;
    }
}
