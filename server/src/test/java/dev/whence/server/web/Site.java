package dev.whence.server.web;

import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipelines;
import dev.whence.fixtures.Scenario;
import dev.whence.fixtures.Truth;
import dev.whence.model.Record;
import dev.whence.model.RecordCodec;
import dev.whence.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import tools.jackson.databind.JsonNode;

/** A server with a quarter of an hour of a pipeline in it, of which the last minutes went wrong, and a browser. */
final class Site implements AutoCloseable {
    private static final int BODY = 2 << 20;

    private final Path folder;
    private final TestServer server;
    private final Browser browser;
    private final Scenario scenario;

    Site(Scenario scenario) {
        this.scenario = scenario;
        try {
            this.folder = Files.createTempDirectory("whence-pages");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.server = TestServer.start(folder.resolve("data"));
        fill(server, scenario.records());
        this.browser = new Browser(folder.resolve("profile"));
    }

    /** The questions of a retrieval pipeline, of which one region gets slow after twelve minutes. */
    static Scenario slowRegion() {
        return Scenario.healthy(Pipelines.named("rag").orElseThrow())
                .withFault(Faults.named("slow-region").orElseThrow())
                .lasting(Duration.ofMinutes(12), Duration.ofMinutes(4))
                .withRate(1);
    }

    static void fill(TestServer server, Iterator<Record> records) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (records.hasNext()) {
            body.writeBytes(RecordCodec.write(records.next()));
            body.write('\n');
            if (body.size() > BODY || !records.hasNext()) {
                TestServer.Reply reply = server.post("/api/v1/records", "application/x-ndjson", body.toByteArray());
                if (reply.status() != 200) {
                    throw new AssertionError(reply.text());
                }
                body.reset();
            }
        }
        server.server().store().refresh();
    }

    TestServer server() {
        return server;
    }

    Scenario scenario() {
        return scenario;
    }

    Truth truth() {
        return scenario.truth().orElseThrow();
    }

    /** Opens a page, such as {@code /search?q=…}. */
    Browser open(String place) {
        browser.open(server.url() + "/#" + place);
        return browser;
    }

    Browser browser() {
        return browser;
    }

    /** The first record that the server finds. */
    JsonNode first(String query, String sort) {
        return server.get("/api/v1/search?limit=1&sort=" + sort + "&q=" + TestServer.encoded(query))
                .json()
                .at("/records/0");
    }

    long count(String query) {
        return server.get("/api/v1/aggregate?q=" + TestServer.encoded(query))
                .json()
                .at("/buckets/0/count")
                .asLong();
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            server.close();
            Chromium.delete(folder);
        }
    }
}
