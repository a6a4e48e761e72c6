package dev.whence.anomaly.input;

import java.util.HashMap;
import java.util.Map;

/** Lets equal names, values and fields without state of many stages share their memory, up to a number of them. For one thread. */
final class Words {
    private static final int MOST = 20_000;

    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Field> unasked = new HashMap<>();

    /** The field of a name that nothing is asked of: as it learns nothing, all stages share it. */
    Field unasked(String name) {
        Field shared = unasked.get(name);
        if (shared == null) {
            shared = new Field(name, Role.NONE);
            if (unasked.size() < MOST) {
                unasked.put(name, shared);
            }
        }
        return shared;
    }

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
