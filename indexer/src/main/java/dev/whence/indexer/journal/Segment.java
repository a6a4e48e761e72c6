package dev.whence.indexer.journal;

import dev.whence.indexer.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * One file of the journal: a header of 24 bytes (8 bytes magic, 4 bytes version, 8 bytes position of the first frame, 4
 * bytes CRC32C of these), then frames.
 *
 * @param start the position of its first frame; also the file's name
 */
record Segment(Path file, long start) {
    static final int HEADER_BYTES = 24;
    static final int VERSION = 1;
    private static final byte[] MAGIC = "WHENCEJ\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("(\\d{19})\\.journal");

    static Segment named(Path folder, long start) {
        return new Segment(folder.resolve(String.format("%019d.journal", start)), start);
    }

    /** Those of a folder, in order. */
    static List<Segment> in(Path folder) throws IOException {
        List<Segment> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.add(new Segment(file, Long.parseLong(name.group(1))));
                }
            }
        }
        found.sort(Comparator.comparingLong(Segment::start));
        return found;
    }

    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.put(MAGIC).putInt(VERSION).putLong(start);
        header.putInt(checksum(header)).flip();
        return header;
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, HEADER_BYTES - Integer.BYTES));
        return (int) crc.getValue();
    }

    /**
     * Whether the file begins with the header it should have.
     *
     * @throws StoreException when the header is sound, but of a version that this program does not know
     */
    boolean hasSoundHeader(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (!readFully(channel, header, 0)) {
            return false;
        }
        int checksum = header.getInt(HEADER_BYTES - Integer.BYTES);
        byte[] magic = new byte[MAGIC.length];
        header.flip().get(magic);
        int version = header.getInt();
        if (!Arrays.equals(magic, MAGIC) || checksum != checksum(header)) {
            return false;
        }
        if (version != VERSION) {
            throw new StoreException(
                    "%s was written by another version of Whence (journal format %d, this one reads %d): start the version that wrote it, let it end normally, then start this one"
                            .formatted(file, version, VERSION));
        }
        return header.getLong() == start;
    }

    /** Fills the buffer from that offset on; false when the file ends before. */
    static boolean readFully(FileChannel channel, ByteBuffer into, long offset) throws IOException {
        while (into.hasRemaining()) {
            int count = channel.read(into, offset + into.position());
            if (count < 0) {
                return false;
            }
        }
        return true;
    }
}
