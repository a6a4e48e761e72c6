package dev.whence.anomaly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last two saves of learned state, each in a file that names the place in the journal up to which it learned. Two,
 * because the index may not come to the commit for which the last was made.
 */
final class StateFolder {
    private static final Pattern NAME = Pattern.compile("anomaly-(\\d{1,18})\\.state");
    private static final int KEPT = 2;

    private final Path folder;

    /** One save. */
    record Save(long position, Path path) {
        /**
         * Its sections by name.
         *
         * @throws IOException when it cannot be read
         */
        Map<String, byte[]> sections() throws IOException {
            return new StateFile(path).read();
        }
    }

    /**
     * The folder, made when missing.
     *
     * @throws IOException when it cannot be made
     */
    StateFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** The save that learned most. */
    Optional<Save> newest() throws IOException {
        return saves().stream().findFirst();
    }

    /** The save for a position; where there is none, the one that comes closest before it, or else the newest. */
    Optional<Save> at(long position) throws IOException {
        List<Save> saves = saves();
        return saves.stream()
                .filter(save -> save.position <= position)
                .findFirst()
                .or(() -> saves.stream().findFirst());
    }

    /** Saves for a position, and forgets what is older than the save before. */
    void write(long position, Map<String, byte[]> sections) throws IOException {
        new StateFile(folder.resolve("anomaly-" + position + ".state")).write(new LinkedHashMap<>(sections));
        List<Save> saves = saves();
        for (Save old : saves.subList(Math.min(KEPT, saves.size()), saves.size())) {
            Files.deleteIfExists(old.path);
        }
    }

    /** Forgets saves beyond a position: what they learned is no longer in the journal, or will be learned again. */
    void forgetBeyond(long position) throws IOException {
        for (Save save : saves()) {
            if (save.position > position) {
                Files.deleteIfExists(save.path);
            }
        }
    }

    /** Newest first. */
    private List<Save> saves() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(path -> {
                        Matcher name = NAME.matcher(path.getFileName().toString());
                        return name.matches()
                                ? Stream.of(new Save(Long.parseLong(name.group(1)), path))
                                : Stream.empty();
                    })
                    .sorted(Comparator.comparingLong(Save::position).reversed())
                    .toList();
        }
    }
}
