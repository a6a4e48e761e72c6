package dev.whence.server.cli.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Tells from a file's first bytes whether it holds JSON values that go over many lines. */
final class FirstLook {
    static final int BYTES = 1 << 16;

    private static final JsonFactory JSON = new JsonFactory();

    private FirstLook() {}

    /**
     * Whether the first value is whole JSON up to its second line at least, but not within the first; then an array is
     * one too, wherever its lines end. The stream stays where it is.
     */
    static boolean isDocument(BufferedInputStream in) throws IOException {
        in.mark(BYTES);
        byte[] start = in.readNBytes(BYTES);
        in.reset();
        int offset = hasByteOrderMark(start) ? 3 : 0;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), start, offset, start.length - offset)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                return true;
            }
            if (first != JsonToken.START_OBJECT) {
                return false;
            }
            int firstLine = json.currentTokenLocation().getLineNr();
            int depth = 1;
            while (depth > 0 && json.currentTokenLocation().getLineNr() == firstLine) {
                JsonToken token = json.nextToken();
                if (token == null) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return json.currentTokenLocation().getLineNr() > firstLine;
        } catch (JacksonException damagedOrCut) {
            return false;
        }
    }

    private static boolean hasByteOrderMark(byte[] start) {
        return start.length >= 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB && start[2] == (byte) 0xBF;
    }
}
