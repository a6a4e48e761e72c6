package dev.whence.anomaly.output;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Tells whether a text is one JSON object or array, bare or in a Markdown fence. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FENCE = "```";

    private JsonText() {}

    /** What is wrong with it, in a few words; empty when it is an object or array and nothing else. */
    static String fault(String text) {
        String body = unfenced(text.strip());
        if (body.isEmpty() || body.charAt(0) != '{' && body.charAt(0) != '[') {
            return "it does not begin with { or [";
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            json.nextToken();
            json.skipChildren();
            if (json.currentToken() == null || !json.currentToken().isStructEnd()) {
                return "it ends before it is closed";
            }
            return json.nextToken() == null ? "" : "more follows after its end";
        } catch (JacksonException e) {
            return e.getOriginalMessage().contains("end-of-input")
                    ? "it ends before it is closed"
                    : e.getLocation() == null
                            ? "it breaks the syntax"
                            : "it breaks the syntax in line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr();
        }
    }

    /** Where the string that begins at a quote ends: its closing quote, or the end of the text. */
    static int endOfString(String text, int quote) {
        int end = quote + 1;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end, text.length());
    }

    /** Whether the string that ends there is the name of a field. */
    static boolean isName(String text, int end) {
        int next = end + 1;
        while (next < text.length() && text.charAt(next) <= ' ') {
            next++;
        }
        return next < text.length() && text.charAt(next) == ':';
    }

    /** What stands in the Markdown fence around it, or the text itself. */
    static String unfenced(String text) {
        if (!text.startsWith(FENCE)) {
            return text;
        }
        int from = text.indexOf('\n');
        int to = text.lastIndexOf(FENCE);
        return from < 0
                ? text
                : text.substring(from + 1, to > from ? to : text.length()).strip();
    }
}
