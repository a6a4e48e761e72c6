package dev.whence.appender;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of any object a value that a record may hold, in bounded time and size: texts are cut, collections too, nesting
 * ends at a depth, and an object whose own methods fail gives their failure as its text. Stateless but for its bounds;
 * safe for any thread.
 */
final class BoundedValues {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_ELEMENTS = 256;

    private final int maxText;

    /**
     * Cuts texts at the given length.
     *
     * @param maxText characters
     */
    BoundedValues(int maxText) {
        this.maxText = maxText;
    }

    String text(String text) {
        if (text.length() <= maxText) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxText - 1)) ? maxText - 1 : maxText;
        return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
    }

    /** Null for null and for an empty optional. */
    @Nullable
    Object value(@Nullable Object value) {
        try {
            return value(value, 0);
        } catch (RuntimeException | StackOverflowError e) {
            return "(not readable: " + e.getClass().getName() + ")";
        }
    }

    private @Nullable Object value(@Nullable Object value, int depth) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? value(optional.get(), depth) : null;
        }
        boolean many = value instanceof Map
                || value instanceof Iterable
                || value.getClass().isArray();
        if (many && depth >= MAX_DEPTH) {
            return "(nested too deeply)";
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        if (value instanceof Iterable<?> iterable && !(value instanceof Path)) {
            return list(iterable, depth);
        }
        if (value.getClass().isArray()) {
            return array(value, depth);
        }
        return text(String.valueOf(value.toString()));
    }

    private Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (copy.size() >= MAX_ELEMENTS) {
                break;
            }
            copy.put(text(String.valueOf(entry.getKey())), value(entry.getValue(), depth + 1));
        }
        return copy;
    }

    private List<@Nullable Object> list(Iterable<?> many, int depth) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object one : many) {
            if (copy.size() >= MAX_ELEMENTS) {
                break;
            }
            copy.add(value(one, depth + 1));
        }
        return copy;
    }

    private List<@Nullable Object> array(Object array, int depth) {
        int length = Math.min(Array.getLength(array), MAX_ELEMENTS);
        List<@Nullable Object> copy = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            copy.add(value(Array.get(array, i), depth + 1));
        }
        return copy;
    }
}
