package dev.whence.anomaly.output;

import java.util.Optional;

/**
 * Tells the language of texts by script and little words, as the check for other languages does; of languages that share
 * a script other than Latin only the script. Mutable, for one thread.
 */
public final class TextLanguage {
    private final Tokens.Reader reader = new Tokens.Reader();

    /** The English name of the language or script, such as {@code Spanish} or {@code Cyrillic}; empty when it cannot be told. */
    public Optional<String> of(String text) {
        return Optional.of(Tongue.of(reader.read(text), 0).language()).filter(name -> !name.isEmpty());
    }
}
