package dev.whence.anomaly.baseline;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Keeps byte arrays small that are much like an example: trained models of one kind, whose provenance, names and parameters
 * hardly differ. They are deflated with the example as the dictionary (zlib, RFC 1950). Immutable, safe for any thread.
 */
public final class AlikeBytes {
    private final byte[] example;

    /** @param example what those to come are like; may be empty; not copied */
    public AlikeBytes(byte[] example) {
        this.example = example;
    }

    /** The bytes made small. */
    public byte[] pack(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setDictionary(example);
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] chunk = new byte[1024];
            while (!deflater.finished()) {
                packed.write(chunk, 0, deflater.deflate(chunk));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * What {@link #pack} was given.
     *
     * @throws IllegalArgumentException when another example was used, or these are no such bytes
     */
    public byte[] unpack(byte[] packed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] chunk = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                bytes.write(chunk, 0, count);
                if (count == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(example);
                } else if (count == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("the bytes end early");
                }
            }
            return bytes.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the bytes are damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
