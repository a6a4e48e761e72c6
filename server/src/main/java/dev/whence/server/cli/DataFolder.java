package dev.whence.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which folder a server or an import keeps its data in, where none is named. */
final class DataFolder {
    private static final String DEFAULT = "whence-data";

    private DataFolder() {}

    /** The named one, else {@code $WHENCE_DATA}, else {@code whence-data} in the current folder. */
    static Path of(@Nullable Path named, Terminal terminal) {
        if (named != null) {
            return named;
        }
        String variable = terminal.variable("WHENCE_DATA");
        return Path.of(variable.isBlank() ? DEFAULT : variable);
    }
}
