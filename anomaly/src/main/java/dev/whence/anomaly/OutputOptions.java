package dev.whence.anomaly;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an operator may set for the checks of outputs.
 *
 * @param schemas files of JSON schemas by the stage whose outputs have to follow them
 */
public record OutputOptions(Map<String, Path> schemas) {
    public OutputOptions {
        schemas = Map.copyOf(schemas);
    }

    /** No schemas. */
    public static OutputOptions defaults() {
        return new OutputOptions(Map.of());
    }
}
