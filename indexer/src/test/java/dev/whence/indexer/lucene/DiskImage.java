package dev.whence.indexer.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/** What a machine that loses power now would find on its disk, everything being synced. */
final class DiskImage {
    private DiskImage() {}

    /**
     * Copies a store's folder as it is at one moment; what is named {@code image...} in it is left out.
     *
     * @param to replaced
     * @throws UncheckedIOException when the disk fails
     */
    static void take(Path dataDir, Path to) {
        try {
            List<Path> files = filesOf(dataDir);
            while (!isCopied(dataDir, files, to) || !files.equals(filesOf(dataDir))) {
                files = filesOf(dataDir); // a commit came between, so that this was no one moment of the disk
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesOf(Path dataDir) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            return files.filter(path -> !dataDir.relativize(path).toString().startsWith("image"))
                    .toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return List.of(); // gone while the folder was walked through
            }
            throw e;
        }
    }

    /** False when a file is gone by the time it is its turn. */
    private static boolean isCopied(Path dataDir, List<Path> files, Path to) throws IOException {
        IOUtils.rm(to);
        try {
            for (Path file : files) {
                Path target = to.resolve(dataDir.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return !files.isEmpty();
    }
}
