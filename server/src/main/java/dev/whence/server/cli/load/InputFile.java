package dev.whence.server.cli.load;

import com.github.luben.zstd.ZstdInputStream;
import dev.whence.server.cli.Failure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * One file to import, or standard input, open for reading. What is packed with gzip or zstd, by its first bytes and not
 * by its name, is read unpacked.
 */
public final class InputFile implements AutoCloseable {
    /** The argument that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int BUFFER = 1 << 16;
    private static final int[] GZIP = {0x1F, 0x8B};
    private static final int[] ZSTD = {0x28, 0xB5, 0x2F, 0xFD};

    private final String name;
    private final InputStream content;
    private final AtomicLong bytesRead;

    private InputFile(String name, InputStream content, AtomicLong bytesRead) {
        this.name = name;
        this.content = content;
        this.bytesRead = bytesRead;
    }

    /**
     * Opens a file.
     *
     * @param argument a path, or {@link #STANDARD_INPUT}
     * @throws Failure when there is no such file or it cannot be read
     */
    public static InputFile open(String argument, InputStream standardInput) {
        if (argument.equals(STANDARD_INPUT)) {
            return of("standard input", standardInput);
        }
        Path path = Path.of(argument);
        if (Files.isDirectory(path)) {
            throw new Failure(argument + " is a folder; name its files");
        }
        try {
            return of(argument, Files.newInputStream(path));
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + argument, e);
        } catch (AccessDeniedException e) {
            throw new Failure("no right to read " + argument, e);
        } catch (IOException e) {
            throw new Failure(argument + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static InputFile of(String name, InputStream raw) {
        AtomicLong bytesRead = new AtomicLong();
        try {
            BufferedInputStream packed = new BufferedInputStream(new Counting(raw, bytesRead), BUFFER);
            InputStream content = packed;
            if (startsWith(packed, GZIP)) {
                content = new GZIPInputStream(packed, BUFFER);
            } else if (startsWith(packed, ZSTD)) {
                content = new ZstdInputStream(packed);
            }
            return new InputFile(name, content, bytesRead);
        } catch (IOException e) {
            throw new Failure(name + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static boolean startsWith(BufferedInputStream in, int[] magic) throws IOException {
        in.mark(magic.length);
        boolean same = true;
        for (int expected : magic) {
            same &= in.read() == expected;
        }
        in.reset();
        return same;
    }

    /** For messages. */
    public String name() {
        return name;
    }

    /** Unpacked. */
    public InputStream content() {
        return content;
    }

    /** Bytes read so far of the file as it lies there. */
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** Counts what goes through. */
    private static final class Counting extends FilterInputStream {
        private final AtomicLong count;

        Counting(InputStream in, AtomicLong count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                count.incrementAndGet();
            }
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int number = super.read(buffer, offset, length);
            if (number > 0) {
                count.addAndGet(number);
            }
            return number;
        }
    }
}
