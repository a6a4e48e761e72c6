package dev.whence.appender;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appender as logback.xml has it. */
class ConfigurationTest {
    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext();
    private RecordingServer server;

    @BeforeEach
    void start() throws IOException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        server = new RecordingServer();
    }

    @AfterEach
    void stop() {
        context.stop();
        server.close();
    }

    private WhenceAppender configure(String properties) throws JoranException {
        String xml = "<configuration><appender name='WHENCE' class='dev.whence.appender.WhenceAppender'>" + properties
                + "</appender><root level='INFO'><appender-ref ref='WHENCE'/></root></configuration>";
        JoranConfigurator joran = new JoranConfigurator();
        joran.setContext(context);
        joran.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return (WhenceAppender) context.getLogger("ROOT").getAppender("WHENCE");
    }

    private List<String> complaints() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.WARN)
                .map(Status::getMessage)
                .toList();
    }

    @Test
    void everyPropertyCanBeSet() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "/</url>"
                + "<service>assistant</service><environment>production</environment><version>1.0</version>"
                + "<token>secret</token><header>X-Tenant=acme</header>"
                + "<attribute>cloud.region=eu</attribute><attribute>team=search</attribute>"
                + "<compression>none</compression><includeMdc>false</includeMdc><maxTextLength>5000</maxTextLength>"
                + "<queueBytes>8MB</queueBytes><batchBytes>64KB</batchBytes><flushInterval>50 milliseconds</flushInterval>"
                + "<requestTimeout>5 seconds</requestTimeout><retryDelay>100 milliseconds</retryDelay>"
                + "<maxRetryDelay>10 seconds</maxRetryDelay><stopTimeout>2 seconds</stopTimeout>"
                + "<spoolDir>" + folder + "</spoolDir><spoolBytes>10MB</spoolBytes>");
        assertThat(complaints()).isEmpty();
        assertThat(appender.isStarted()).isTrue();
        context.getLogger("app").info("hello");
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        RecordingServer.Request request = server.requests().get(0);
        assertThat(request.headers().getFirst("authorization")).isEqualTo("Bearer secret");
        assertThat(request.headers().getFirst("x-tenant")).isEqualTo("acme");
        assertThat(request.headers().getFirst("content-type")).isEqualTo("application/x-ndjson");
        assertThat(request.records().get(0).fields())
                .containsEntry("cloud.region", "eu")
                .containsEntry("team", "search");
    }

    @Test
    void bodiesAreCompressedUnlessToldOtherwise() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "</url><service>assistant</service>");
        for (int i = 0; i < 100; i++) {
            context.getLogger("app").info("line {}", i);
        }
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(server.requests().get(0).headers().getFirst("content-encoding"))
                .isEqualTo("gzip");
        assertThat(server.taken()).hasSize(100);
    }

    @Test
    void addressThatIsNoneIsSaidAndNothingIsShipped() throws JoranException {
        WhenceAppender appender = configure("<url>localhost:7070</url><service>assistant</service>");
        assertThat(appender.isStarted()).isFalse();
        assertThat(complaints()).anySatisfy(message -> assertThat(message)
                .contains("url is the server's address, like http://127.0.0.1:7070", "localhost:7070"));
        context.getLogger("app").info("nobody hears this, and nothing breaks");
    }

    @Test
    void propertyThatDoesNotExistIsNamed() throws JoranException {
        configure("<service>assistant</service><adress>http://127.0.0.1:7070</adress>");
        assertThat(complaints()).anySatisfy(message -> assertThat(message).contains("adress"));
    }

    @Test
    void sizeThatIsNoneIsNamed() throws JoranException {
        configure("<service>assistant</service><queueBytes>plenty</queueBytes>");
        assertThat(complaints()).anySatisfy(message -> assertThat(message).contains("plenty"));
    }

    @Test
    void valuesOfTheWrongFormAreNamedAndTheRestWorks() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "</url><service>assistant</service>"
                + "<compression>brotli</compression><attribute>region</attribute><header>=x</header>");
        assertThat(complaints())
                .anySatisfy(message -> assertThat(message).contains("compression is gzip or none", "brotli"))
                .anySatisfy(message -> assertThat(message).contains("attribute is written name=value", "region"))
                .anySatisfy(message -> assertThat(message).contains("header is written name=value"));
        context.getLogger("app").info("hello");
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void headerAndTokenThatCannotBeSentAreNamedAndLeftOut() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "</url><service>assistant</service>"
                + "<header>Content-Length=5</header><header>X-Team=search</header><token>two\nlines</token>");
        assertThat(complaints())
                .anySatisfy(message -> assertThat(message).contains("Content-Length", "left out"))
                .anySatisfy(message -> assertThat(message).contains("Authorization", "left out"));
        context.getLogger("app").info("hello");
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(server.requests().get(0).headers().getFirst("x-team")).isEqualTo("search");
    }

    @Test
    void sizeOfNothingIsNamed() throws JoranException {
        configure("<service>assistant</service><queueBytes>0</queueBytes>");
        assertThat(complaints()).anySatisfy(message -> assertThat(message).contains("queueBytes is a size above 0"));
    }

    @Test
    void appenderCanBeStoppedAndStartedAgain() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "</url><service>assistant</service>");
        context.getLogger("app").info("one");
        appender.stop();
        context.getLogger("app").info("nobody hears this");
        appender.start();
        context.getLogger("app").info("two");
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(server.taken()).extracting(record -> record.text("message")).containsExactly("one", "two");
    }

    @Test
    void missingServiceIsSaid() throws JoranException {
        WhenceAppender appender = configure("<url>" + server.url() + "</url>");
        assertThat(complaints()).singleElement().asString().contains("service is not set");
        context.getLogger("app").info("hello");
        assertThat(appender.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(server.taken().get(0).service()).isNotEmpty();
    }
}
