package dev.whence.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON texts within texts, as maps, lists, texts, numbers and booleans. Stateless and safe for any thread. */
public final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonTree() {}

    /** The object or list that the text is; empty when it is anything else, or not valid JSON. */
    public static Optional<Object> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() < 2 || !isEnclosed(trimmed)) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), trimmed)) {
            parser.nextToken();
            Object tree = read(parser);
            return parser.nextToken() == null ? Optional.ofNullable(tree) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** The child of that name as an object; an empty one when there is none. */
    public static Map<?, ?> object(@Nullable Object tree, String name) {
        return tree instanceof Map<?, ?> map && map.get(name) instanceof Map<?, ?> child ? child : Map.of();
    }

    /** The child of that name as a list; an empty one when there is none. */
    public static List<?> list(@Nullable Object tree, String name) {
        return tree instanceof Map<?, ?> map && map.get(name) instanceof List<?> child ? child : List.of();
    }

    /** The child of that name as a text; an empty one when there is none or it is an object or a list. */
    public static String text(@Nullable Object tree, String name) {
        Object child = tree instanceof Map<?, ?> map ? map.get(name) : null;
        return child == null || child instanceof Map || child instanceof List ? "" : child.toString();
    }

    /**
     * The tree that was flattened with dots. An object whose names are all numbers from 0 on becomes a list, in the order
     * of the numbers.
     */
    static Object unflatten(Map<String, ?> fields) {
        Map<String, Object> root = new LinkedHashMap<>();
        fields.forEach((path, value) -> {
            Map<String, Object> at = root;
            String[] names = path.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                at = child(at, names[i]);
            }
            at.putIfAbsent(names.length == 0 ? path : names[names.length - 1], value);
        });
        return withLists(root);
    }

    @SuppressWarnings("unchecked") // every map below the root was made here
    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        Object child = parent.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
        return child instanceof Map ? (Map<String, Object>) child : new LinkedHashMap<>();
    }

    private static Object withLists(Object tree) {
        if (!(tree instanceof Map<?, ?> map) || map.isEmpty()) {
            return tree;
        }
        TreeMap<Integer, Object> elements = new TreeMap<>();
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            String key = String.valueOf(name);
            Object inner = withLists(value);
            object.put(key, inner);
            if (!key.isEmpty() && key.length() < 7 && key.chars().allMatch(c -> c >= '0' && c <= '9')) {
                elements.put(Integer.parseInt(key), inner);
            }
        });
        return elements.size() == object.size() ? List.copyOf(elements.values()) : object;
    }

    private static boolean isEnclosed(String text) {
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        return first == '{' && last == '}' || first == '[' && last == ']';
    }

    /** The value the parser stands on. */
    static @Nullable Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) json.getDoubleValue()
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> (Object) true;
            case VALUE_FALSE -> (Object) false;
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(json));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, read(json));
                }
                yield map;
            }
            default -> null;
        };
    }
}
