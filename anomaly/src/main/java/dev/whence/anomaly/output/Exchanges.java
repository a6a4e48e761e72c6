package dev.whence.anomaly.output;

import dev.whence.model.Record;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the checks share, so that each text is read once: the record at hand, and the last few texts, since an answer stands in
 * the spans around the model's call too. For one thread.
 */
public final class Exchanges {
    private static final int TEXTS = 32;

    private final Tokens.Reader reader = new Tokens.Reader();
    private final Map<String, Features> texts = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Features> eldest) {
            return size() > TEXTS;
        }
    };
    private @Nullable Exchange last;

    /** Knows no text yet. */
    public Exchanges() {}

    @SuppressWarnings(
            "ReferenceEquality") // each record is asked for many times in a row; comparing its texts would cost
    Exchange of(Record record) {
        Exchange known = last;
        if (known != null && known.record() == record) {
            return known;
        }
        Exchange fresh = new Exchange(record, Outputs.text(record).orElse(""), this);
        last = fresh;
        return fresh;
    }

    /** A record's input as it is compared with others; empty where it has fewer than so many words. */
    public Optional<InputText> input(Record record, int fewestWords) {
        Exchange exchange = of(record);
        return exchange.hasInput() && exchange.input().tokens().count() >= fewestWords
                ? Optional.of(new InputText(exchange.input()))
                : Optional.empty();
    }

    /** Of a text that stands nowhere else: looking it up would only cost. */
    Features once(String text) {
        return new Features(text, reader);
    }

    /** Of a text that may have come before. */
    Features features(String text) {
        Features known = texts.get(text);
        if (known == null) {
            known = new Features(text, reader);
            texts.put(text, known);
        }
        return known;
    }
}
