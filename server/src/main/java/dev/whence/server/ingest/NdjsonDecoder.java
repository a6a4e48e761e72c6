package dev.whence.server.ingest;

import dev.whence.model.Record;
import dev.whence.model.RecordBuilder;
import dev.whence.model.RecordCodec;
import dev.whence.model.RecordFormatException;
import dev.whence.model.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads newline-delimited JSON, one record a line, as the public contract and the JSON encoders of log frameworks write
 * it. A bad line is rejected with its number and costs the others nothing; blank lines are skipped.
 */
public final class NdjsonDecoder implements Decoder {
    private final int maxLineLength;

    /**
     * Accepts lines up to the given length.
     *
     * @param maxLineLength bytes
     */
    public NdjsonDecoder(int maxLineLength) {
        this.maxLineLength = maxLineLength;
    }

    @Override
    public Decoded decode(InputStream body, long arrivalNanos) throws IOException {
        List<Record> records = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        LineReader lines = new LineReader(body, maxLineLength);
        while (lines.next()) {
            if (lines.isBlank()) {
                continue;
            }
            try {
                records.add(read(lines, arrivalNanos));
            } catch (RecordFormatException e) {
                rejected.add(new Rejected(lines.number(), e.detail()));
            }
        }
        return new Decoded(records, rejected);
    }

    /**
     * Reads the line the reader stands on.
     *
     * @throws RecordFormatException when it is too long or not a record
     */
    public Record read(LineReader lines, long arrivalNanos) throws RecordFormatException {
        if (lines.tooLong()) {
            throw new RecordFormatException("the line is longer than " + maxLineLength
                    + " bytes; shorten its texts or split it into several records");
        }
        RecordBuilder record = RecordCodec.readBuilder(lines.buffer(), lines.offset(), lines.length(), arrivalNanos);
        Vocabulary.normalise(record);
        return record.build();
    }
}
