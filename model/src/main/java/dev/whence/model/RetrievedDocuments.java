package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a retrieval returned: its text, how many documents, and the best score among them. Stateless. */
final class RetrievedDocuments {
    private RetrievedDocuments() {}

    /** Sets {@code gen_ai.retrieval.documents.count} and {@code gen_ai.retrieval.documents.top_score}. */
    static void measure(Object documents, RecordBuilder record) {
        if (!(documents instanceof List<?> list)) {
            return;
        }
        record.put("gen_ai.retrieval.documents.count", list.size());
        double top = Double.NEGATIVE_INFINITY;
        for (Object one : list) {
            if (unwrapped(one) instanceof Map<?, ?> document && document.get("score") instanceof Number score) {
                top = Math.max(top, score.doubleValue());
            }
        }
        record.put("gen_ai.retrieval.documents.top_score", top);
    }

    /** The documents' texts with an empty line between them; of a document without text its id. */
    static String text(Object documents) {
        if (!(documents instanceof List<?> list)) {
            return documents instanceof Map ? RecordCodec.json(documents) : documents.toString();
        }
        List<String> texts = new ArrayList<>();
        for (Object one : list) {
            Object document = unwrapped(one);
            String text = document instanceof Map ? "" : String.valueOf(document);
            for (String name : new String[] {"content", "text", "page_content", "pageContent", "id"}) {
                text = text.isEmpty() ? JsonTree.text(document, name) : text;
            }
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return String.join("\n\n", texts);
    }

    private static @Nullable Object unwrapped(@Nullable Object one) {
        return one instanceof Map<?, ?> map && map.get("document") instanceof Map<?, ?> inner ? inner : one;
    }
}
