package dev.whence.launcher;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with a Java in it, and that Java's version. Immutable. */
final class JavaHome {
    private static final String[] PLACES = {
        "/usr/lib/jvm", "~/.sdkman/candidates/java", "~/.jdks", "/Library/Java/JavaVirtualMachines", "/opt/java", "/opt"
    };

    private final File java;
    private final int version;

    private JavaHome(File java, int version) {
        this.java = java;
        this.version = version;
    }

    File java() {
        return java;
    }

    /** The feature release: 8, 17, 25. */
    int version() {
        return version;
    }

    /**
     * The Java to run on, if there is one that will do: the one named in {@code WHENCE_JAVA_HOME}, else the one that
     * runs this, else the newest of the usual places.
     */
    static Optional<JavaHome> find(Map<String, String> environment) {
        Optional<JavaHome> named = suitable(environment.getOrDefault("WHENCE_JAVA_HOME", ""));
        if (named.isPresent()) {
            return named;
        }
        Optional<JavaHome> own = suitable(System.getProperty("java.home", ""));
        if (own.isPresent()) {
            return own;
        }
        Optional<JavaHome> best = suitable(environment.getOrDefault("JAVA_HOME", ""));
        for (String candidate : candidates()) {
            Optional<JavaHome> other = suitable(candidate);
            if (other.isPresent() && (!best.isPresent() || other.get().version > best.get().version)) {
                best = other;
            }
        }
        return best;
    }

    /** The Java in that folder, if it has one that is new enough. */
    static Optional<JavaHome> suitable(String folder) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        boolean windows = File.separatorChar == '\\';
        File java = new File(folder, windows ? "bin\\java.exe" : "bin/java");
        File release = new File(folder, "release");
        if (!java.isFile() || !release.isFile()) {
            return Optional.empty();
        }
        int version = versionIn(release);
        return version >= Launcher.OLDEST ? Optional.of(new JavaHome(java, version)) : Optional.empty();
    }

    /** Reads {@code JAVA_VERSION="21.0.5"}; 0 when it is not there. */
    private static int versionIn(File release) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Files.newInputStream(release.toPath()), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return feature(line.substring("JAVA_VERSION=".length()).replace("\"", ""));
                }
            }
            return 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** The feature release of a version: 8 of 1.8.0_402, 21 of 21.0.5, 25 of 25-ea; 0 when there is none. */
    static int feature(String version) {
        String text = version.startsWith("1.") ? version.substring(2) : version;
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == 0 || end > 4 ? 0 : Integer.parseInt(text.substring(0, end));
    }

    private static List<String> candidates() {
        List<String> found = new ArrayList<>();
        for (String place : PLACES) {
            File[] folders = new File(place.replace("~", System.getProperty("user.home"))).listFiles();
            if (folders != null) {
                for (File folder : folders) {
                    found.add(folder.getPath());
                    found.add(new File(folder, "Contents/Home").getPath());
                }
            }
        }
        return found;
    }
}
