package dev.whence.anomaly;

import dev.whence.anomaly.baseline.StateText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * One file of named sections, each deflated (zlib, RFC 1950) and with its checksum, replaced as a whole: it holds the state
 * before or after a save, never a mixture.
 */
final class StateFile {
    private static final long MAGIC = 0x5748454e43450003L; // "WHENCE", format 3

    private final Path path;

    StateFile(Path path) {
        this.path = path;
    }

    /** Replaces the file. */
    void write(Map<String, byte[]> sections) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream stream = Channels.newOutputStream(channel);
            DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(stream, 1 << 16));
            out.writeLong(MAGIC);
            out.writeInt(sections.size());
            for (Map.Entry<String, byte[]> section : sections.entrySet()) {
                StateText.write(out, section.getKey());
                byte[] packed = deflated(section.getValue());
                out.writeInt(section.getValue().length);
                out.writeInt(packed.length);
                out.writeLong(checksum(packed));
                out.write(packed);
            }
            out.flush();
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /**
     * The sections whose checksum is right; none when there is no file.
     *
     * @throws IOException when the file is not one of these or ends early; sections before the damage are lost with it
     */
    Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> sections = new LinkedHashMap<>();
        if (!Files.exists(path)) {
            return sections;
        }
        byte[] all = Files.readAllBytes(path);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(all));
        if (all.length < Long.BYTES || in.readLong() != MAGIC) {
            throw new IOException(path + " is not a state file of this version");
        }
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = StateText.read(in);
            int length = in.readInt();
            int packedLength = in.readInt();
            long expected = in.readLong();
            if (length < 0 || packedLength < 0 || packedLength > in.available()) {
                throw new IOException(path + " ends early");
            }
            byte[] packed = new byte[packedLength];
            in.readFully(packed);
            if (checksum(packed) == expected) {
                sections.put(name, inflated(packed, length));
            }
        }
        return sections;
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast, 1 << 16)) {
            out.write(bytes);
        } finally {
            fast.end();
        }
        return packed.toByteArray();
    }

    private static byte[] inflated(byte[] packed, int length) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(length);
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
