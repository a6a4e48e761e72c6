package dev.whence.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.model.SensitiveScan.Found;
import org.junit.jupiter.api.Test;

class SensitiveScanTest {
    private final SensitiveScan scan = new SensitiveScan();

    @Test
    void tellsSecretsFromPersonalData() {
        String text = "Write to maria@mail.example, the key is sk-proj-4f9aK2mQ81xZ7bT3, done.";
        assertThat(scan.find(text, 8))
                .containsExactlyInAnyOrder(
                        new Found("email", false, "maria@mail.example"),
                        new Found("key", true, "sk-proj-4f9aK2mQ81xZ7bT3"));
    }

    @Test
    void readsTheMarksOfWhatWasRedacted() {
        String text = "Use [redacted:jwt] or call [redacted:phone].";
        assertThat(scan.find(text, 8))
                .containsExactlyInAnyOrder(
                        new Found("jwt", true, "[redacted:jwt]"), new Found("phone", false, "[redacted:phone]"));
    }

    @Test
    void findsNothingInPlainTextAndNoMoreThanAskedFor() {
        assertThat(scan.find("The parcel arrives tomorrow, order 48008.", 8)).isEmpty();
        assertThat(scan.find("a@mail.example ".repeat(20), 3)).hasSize(3);
    }
}
