package dev.whence.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Unfolds attributes whose text is a small JSON object, such as OpenInference's {@code metadata}: what stands in it becomes
 * fields of its own, named as if the object had come as one ({@code metadata.plan}), so that each can be searched for and
 * compared. The text stays as it came. Stateless and safe for any thread.
 */
final class JsonMembers {
    /** Larger objects are documents, not properties. */
    static final int MOST_VALUES = 32;

    /** Characters of the whole text. */
    static final int LONGEST = 4096;

    /** Characters of one value; longer ones are content. */
    static final int LONGEST_VALUE = 256;

    private static final int DEEPEST = 2;

    /** Names as programmers give them; what is counted or identified by its name would make fields without end. */
    private static final Pattern NAME = Pattern.compile("(?!.*\\d{4})[\\p{L}_@$][\\p{L}\\d_@$.-]{0,63}");

    /** Fields that say what may be, not what is, and those that hold parts of the prompt. */
    private static final Pattern WHOLE =
            Pattern.compile(".*(schema|definitions?|functions?|tool\\.parameters|\\.variables)");

    private static final String PARAMETERS = "llm.invocation_parameters";
    private static final String REQUEST = "gen_ai.request.";

    private JsonMembers() {}

    /**
     * Adds the values that stand in texts of the record; fields that it has already stay.
     *
     * @param kept fields that are texts whatever stands in them
     */
    static void unfold(RecordBuilder record, Set<String> kept) {
        Map<String, Object> found = new LinkedHashMap<>();
        record.fields().forEach((name, value) -> {
            if (value instanceof String text && isObject(text) && !isKnown(name, kept)) {
                JsonTree.parse(text).ifPresent(tree -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    collect(name, tree, 0, values);
                    if (values.size() <= MOST_VALUES) {
                        found.putAll(values);
                    }
                });
            }
        });
        if (record.fields().size() + found.size() <= Vocabulary.MAX_FIELDS) {
            found.forEach((name, value) -> {
                if (!record.has(name) && !isParameter(record, name, value)) {
                    record.put(name, value);
                }
            });
        }
    }

    private static boolean isObject(String text) {
        return text.length() <= LONGEST && text.startsWith("{") && text.endsWith("}");
    }

    /** Whether the field means something as a whole. */
    private static boolean isKnown(String name, Set<String> kept) {
        return kept.contains(name)
                || !Dialects.meaningsOf(name).isEmpty()
                || Content.isCarrier(name)
                || WHOLE.matcher(name).matches();
    }

    /** Whether it is a parameter of a model call which the record has under its own name. */
    private static boolean isParameter(RecordBuilder record, String name, Object value) {
        return name.startsWith(PARAMETERS)
                && value.equals(record.get(REQUEST + name.substring(PARAMETERS.length() + 1)));
    }

    private static void collect(String path, Object tree, int depth, Map<String, Object> into) {
        if (tree instanceof Map<?, ?> map && depth < DEEPEST) {
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                if (value != null && NAME.matcher(name).matches()) {
                    collect(path + "." + name, value, depth + 1, into);
                }
            });
        } else if (tree instanceof Number
                || tree instanceof Boolean
                || tree instanceof String text && !text.isBlank() && text.length() <= LONGEST_VALUE) {
            into.put(path, tree);
        }
    }
}
