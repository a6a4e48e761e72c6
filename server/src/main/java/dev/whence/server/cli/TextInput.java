package dev.whence.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens a file argument as UTF-8 text, where {@code -} stands for standard input; damaged bytes become U+FFFD. */
final class TextInput {
    static final String STANDARD_INPUT = "-";

    private TextInput() {}

    /**
     * A reader from the file's start.
     *
     * @throws IOException with a message for the user when there is no such file or it cannot be read
     */
    static BufferedReader open(String file, InputStream standardInput) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return new BufferedReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8), 1 << 16);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException(file + " is a folder; name a file, or - for standard input");
        }
        try {
            return new BufferedReader(
                    new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }
}
