package dev.whence.server.cli.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON values that go over many lines: OTLP/JSON requests, records, or arrays of either. A request is read
 * resource by resource, so that it may be larger than memory. Nothing after damaged JSON can be read. For one thread.
 */
final class DocumentReader implements PartReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private final long arrivalNanos;
    /** The member of an OTLP request whose array is being read; empty between values. */
    private String openRequest = "";

    private boolean ended;

    DocumentReader(InputStream content, long arrivalNanos) {
        this.json = JSON.createParser(ObjectReadContext.empty(), content);
        this.arrivalNanos = arrivalNanos;
    }

    @Override
    public List<Part> next() throws IOException {
        List<Part> parts = new ArrayList<>();
        try {
            while (parts.isEmpty() && !ended) {
                if (openRequest.isEmpty()) {
                    value(parts);
                } else {
                    resource(parts);
                }
            }
        } catch (JacksonException e) {
            ended = true;
            parts.add(new Part.Unusable(
                    json.currentLocation().getLineNr(),
                    "not valid JSON: " + e.getOriginalMessage() + "; nothing after it was read"));
        }
        return parts;
    }

    /** Reads a value of the document, of an array, or the start of a request. */
    private void value(List<Part> parts) {
        JsonToken token = json.nextToken();
        if (token == null) {
            ended = true;
        } else if (token == JsonToken.START_OBJECT) {
            object(parts);
        } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
            parts.add(new Part.Unusable(
                    json.currentTokenLocation().getLineNr(), "a record is a JSON object, like {\"message\":\"…\"}"));
        }
    }

    private void object(List<Part> parts) {
        long line = json.currentTokenLocation().getLineNr();
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), copy)) {
            out.writeStartObject();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (OtlpDocument.isMember(name) && token == JsonToken.START_ARRAY) {
                    openRequest = name;
                    out.writeEndObject();
                    return;
                }
                out.writeName(name);
                out.copyCurrentStructure(json);
            }
            out.writeEndObject();
        }
        parts.add(new Part.Sendable(line, copy.toByteArray()));
    }

    /** Reads one resource of a request, or its end with whatever members follow. */
    private void resource(List<Part> parts) {
        JsonToken token = json.nextToken();
        long line = json.currentTokenLocation().getLineNr();
        if (token == null) {
            ended = true;
        } else if (token == JsonToken.END_ARRAY) {
            rest();
        } else {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), copy)) {
                out.writeStartObject();
                out.writeName(openRequest);
                out.writeStartArray();
                out.copyCurrentStructure(json);
                out.writeEndArray();
                out.writeEndObject();
            }
            byte[] request = copy.toByteArray();
            parts.addAll(OtlpDocument.parts(openRequest, request, 0, request.length, line, arrivalNanos));
        }
    }

    /** Goes to the end of the request's object; a further list of resources in it is read too. */
    private void rest() {
        openRequest = "";
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.START_ARRAY && OtlpDocument.isMember(name)) {
                openRequest = name;
                return;
            }
            json.skipChildren();
        }
    }
}
