package dev.whence.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, as users run it. Closing stops it. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "listening on ";

    private final Process process;
    private final String url;
    private final double startSeconds;

    private ServerProcess(Process process, String url, double startSeconds) {
        this.process = process;
        this.url = url;
        this.startSeconds = startSeconds;
    }

    /**
     * Runs {@code COMMAND serve} on a free port and waits until it says that it is ready.
     *
     * @throws IllegalStateException when it ends without saying so
     */
    static ServerProcess start(List<String> command, Path dataDir) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("serve", "--port", "0", "--data", dataDir.toString()));
        long start = System.nanoTime();
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String said = out.readLine(); said != null; said = out.readLine()) {
                int at = said.indexOf(READY);
                if (at >= 0) {
                    String url = said.substring(at + READY.length()).strip();
                    Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
                    return new ServerProcess(process, url, (System.nanoTime() - start) / 1e9);
                }
            }
            throw new IllegalStateException("the server ended before it was ready: " + String.join(" ", line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    /** From starting the process to its saying that it is ready. */
    double startSeconds() {
        return startSeconds;
    }

    /** The most memory the process ever had resident, mapped files included. */
    long peakResidentBytes() {
        return status("VmHWM:");
    }

    /** What is resident now of memory that is no file: heap, metaspace, threads. */
    long anonymousResidentBytes() {
        return status("RssAnon:");
    }

    private long status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
