package dev.whence.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.RedactionOptions.PersonalData;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final RedactionOptions EVERYTHING =
            new RedactionOptions(true, Set.of(PersonalData.values()), List.of(), List.of(), "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "use sk-proj-abcdefGHIJ0123456789 now | use [redacted:key] now",
                "sk-ant-api03-AbCdEfGh123456789. Next | [redacted:key]. Next",
                "{\"k\":\"line\\nsk-abcdefghij0123456789\"} | {\"k\":\"line\\n[redacted:key]\"}",
                "id AKIAIOSFODNN7EXAMPLE1 | id [redacted:key]",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345 | [redacted:key]",
                "AIzaSyA0123456789abcdefghijklmnopqrstu | [redacted:key]",
                "curl -H 'Authorization: Bearer abc123def456' x | curl -H 'Authorization: [redacted:header]' x",
                "[Authorization: Beare...90], [Content-Type: application/json] | [Authorization: [redacted:header]], [Content-Type: application/json]",
                "{\"authorization\":\"Basic dXNlcjpwYXNz\"} | {\"authorization\":\"[redacted:header]\"}",
                "sent Bearer 0123456789abcdef.x | sent Bearer [redacted:token]",
                "sent Basic dXNlcjpwYXNzd29yZA== | sent Basic [redacted:token]",
                "jdbc postgres://app:s3cr3t@db:5432/x | jdbc postgres://app:[redacted:password]@db:5432/x",
                "OPENAI_API_KEY=abcdef123 rest | OPENAI_API_KEY=[redacted:secret] rest",
                "\"password\": \"hunter22\", \"a\": 1 | \"password\": \"[redacted:secret]\", \"a\": 1",
                "?api_key=abcdef123&q=1 | ?api_key=[redacted:secret]&q=1",
                "t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123 end | t [redacted:jwt] end",
                "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- rest | [redacted:private-key] rest",
                "-----BEGIN PRIVATE KEY-----\\nMIIE cut | [redacted:private-key]",
            })
    void secretsAreTakenOut(String text, String redacted) {
        assertThat(redact(RedactionOptions.defaults(), text)).isEqualTo(redacted);
        assertThat(redact(RedactionOptions.defaults(), redacted)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the task-1234567890123456789 is done",
                "sk-learn-pipeline-default-estimator",
                "Basic understanding of Bearer tokens",
                "the password: must be long",
                "http://host:8080/path@x and user@host",
                "gen_ai.usage.input_tokens: 812, secret santa",
                "https://example.com:443/a",
                "2026-11-24 12:00:00.123 took 4111 ms",
                "db78b1b820cb8aa040bfd576e812cb10",
                "-----BEGIN CERTIFICATE-----",
            })
    void otherTextsStay(String text) {
        Record record = Record.builder().put(Names.MESSAGE, text).build();
        assertThat(new Redactor(RedactionOptions.defaults()).redact(record)).isSameAs(record);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail ann.b+c@example.co.uk. | mail [redacted:email].",
                "pay 4111 1111 1111 1111 now | pay [redacted:card] now",
                "pay 4111111111111111 | pay [redacted:card]",
                "pay 4111111111111112 | pay 4111111111111112",
                "to DE89 3704 0044 0532 0130 00, | to [redacted:iban],",
                "to DE88370400440532013000 | to DE88370400440532013000",
                "call +49 (30) 123 4567! | call [redacted:phone]!",
                "call 415-555-2671 | call [redacted:phone]",
                "at 2026-11-24 12:00:00 | at 2026-11-24 12:00:00",
                "@mention and a@b | @mention and a@b",
                "span 12345678901234567890 | span 12345678901234567890",
            })
    void personalDataIsTakenOutWhereAskedFor(String text, String redacted) {
        assertThat(redact(EVERYTHING, text)).isEqualTo(redacted);
        assertThat(redact(RedactionOptions.defaults(), text)).isEqualTo(text);
    }

    @Test
    void fieldsThatHoldSecretsByNameAreReplacedWhole() {
        Redactor redactor = new Redactor(RedactionOptions.defaults());
        Record redacted = redactor.redact(Record.builder()
                .put("http.request.header.authorization", List.of("abc"))
                .put("db.password", "x")
                .put("gen_ai.usage.input_tokens", 5)
                .build());
        assertThat(redacted.text("http.request.header.authorization")).isEqualTo("[redacted:secret]");
        assertThat(redacted.text("db.password")).isEqualTo("[redacted:secret]");
        assertThat(redacted.number("gen_ai.usage.input_tokens")).isEqualTo(5);
        assertThat(redactor.redactions()).isEqualTo(2);
        assertThat(redactor.redact(redacted)).isSameAs(redacted);
    }

    @Test
    void textsInListsAreRedactedToo() {
        Record redacted = new Redactor(RedactionOptions.defaults())
                .redact(Record.builder()
                        .put("process.command_args", List.of("run", "--key=sk-abcdefghij0123456789"))
                        .build());
        assertThat(redacted.value("process.command_args")).hasValue(List.of("run", "--key=[redacted:key]"));
    }

    @Test
    void idsOfTracesStay() {
        Record record = Record.builder()
                .put(Names.TRACE_ID, "41111111111111110000000000000000")
                .build();
        assertThat(new Redactor(EVERYTHING).redact(record)).isSameAs(record);
    }

    @Test
    void fieldsAreDroppedAndHashedUnderAllTheirNames() {
        RedactionOptions options =
                new RedactionOptions(true, Set.of(), List.of("input", "process.*"), List.of("user_id"), "key");
        Record record = Record.builder()
                .put("input", "hello")
                .put("process.pid", 4)
                .put("user_id", "ann")
                .put("user.id", "ann")
                .put("other", "x")
                .build();
        Redactor redactor = new Redactor(options);
        Record redacted = redactor.redact(record);
        assertThat(redacted.fields()).containsOnlyKeys("user_id", "user.id", "other");
        assertThat(redacted.text("user_id")).startsWith("hmac:").isEqualTo(redacted.text("user.id"));
        assertThat(redactor.redact(redacted)).isEqualTo(redacted);
        assertThat(redactor.redactions()).isEqualTo(4);
        Record otherKey = new Redactor(new RedactionOptions(true, Set.of(), List.of(), List.of("user_id"), "other"))
                .redact(record);
        assertThat(otherKey.text("user_id")).isNotEqualTo(redacted.text("user_id"));
    }

    /** Time that grows with the square of the length would be hours here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-",
                "eyJ-",
                "password:",
                "-----BEGIN ",
                "://a:",
                "a@",
                "cookie: ",
                "bearer ",
                "4111 ",
                "+4 ",
                "DE89 "
            })
    void textsFullOfNearMissesTakeLinearTime(String piece) {
        String text = piece.repeat(2_000_000 / piece.length());
        assertThat(redact(EVERYTHING, text)).isNotEmpty();
    }

    @Property(tries = 300)
    void redactingTwiceChangesNothing(@ForAll String before, @ForAll String after) {
        String text = before + " sk-abcdefghij0123456789 a@b.example password=" + after;
        String once = redact(EVERYTHING, text);
        assertThat(redact(EVERYTHING, once)).isEqualTo(once);
        assertThat(once).doesNotContain("sk-abcdefghij0123456789");
    }

    private static String redact(RedactionOptions options, String text) {
        String unescaped = text.replace("KEY-----\\n", "KEY-----\n").replace("MIIE\\n", "MIIE\n");
        return new Redactor(options)
                .redact(Record.builder().put(Names.MESSAGE, unescaped).build())
                .text(Names.MESSAGE);
    }
}
