package dev.whence.server.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** How the bytes of an OTLP request become its protobuf message. Safe for any thread. */
@FunctionalInterface
interface OtlpEncoding {
    /** The binary encoding. */
    OtlpEncoding PROTOBUF = OtlpEncoding::readProtobuf;

    /** The JSON encoding of requests of the same kind as the given one. */
    static OtlpEncoding json(Message request) {
        return new OtlpJson(request.getDescriptorForType())::read;
    }

    /**
     * Reads the whole body into the message.
     *
     * @return what is wrong with single spans, log records or data points, by their place in the request from 1
     * @throws UnreadableBodyException when it is not such a message
     */
    Map<Long, String> read(InputStream body, Message.Builder into) throws UnreadableBodyException, IOException;

    private static Map<Long, String> readProtobuf(InputStream body, Message.Builder into)
            throws UnreadableBodyException, IOException {
        try {
            into.mergeFrom(body);
            return Map.of();
        } catch (InvalidProtocolBufferException e) {
            if (e.getCause() instanceof IOException reading) {
                throw reading;
            }
            throw new UnreadableBodyException(
                    "the body is not an " + into.getDescriptorForType().getName() + " of OTLP in protobuf: "
                            + e.getMessage() + " JSON needs the header Content-Type: application/json.");
        }
    }
}
