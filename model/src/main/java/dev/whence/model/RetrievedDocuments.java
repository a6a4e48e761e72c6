package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a retrieval returned: its text, how many documents, which, and the best score among them. Stateless. */
final class RetrievedDocuments {
    /** Nobody looks for relevant documents beyond. */
    private static final int MOST_IDS = 100;

    private static final int LONGEST_ID = 256;

    /** Stands where a document among others has no id, so that those behind it keep their rank. */
    private static final String NO_ID = "?";

    private RetrievedDocuments() {}

    /**
     * Sets {@code gen_ai.retrieval.documents.count}, {@code gen_ai.retrieval.documents.top_score} and, unless it is there
     * or no document has an id, {@code gen_ai.retrieval.documents.ids}.
     */
    static void measure(Object documents, RecordBuilder record) {
        if (!(documents instanceof List<?> list)) {
            return;
        }
        record.put(Names.RETRIEVED_COUNT, list.size());
        double top = Double.NEGATIVE_INFINITY;
        for (Object one : list) {
            if (unwrapped(one) instanceof Map<?, ?> document && document.get("score") instanceof Number score) {
                top = Math.max(top, score.doubleValue());
            }
        }
        record.put("gen_ai.retrieval.documents.top_score", top);
        List<String> ids =
                list.stream().limit(MOST_IDS).map(RetrievedDocuments::id).toList();
        if (!record.has(Names.RETRIEVED_IDS) && ids.stream().anyMatch(id -> !id.equals(NO_ID))) {
            record.put(Names.RETRIEVED_IDS, ids);
        }
    }

    private static String id(@Nullable Object one) {
        Object document = unwrapped(one);
        for (String name : new String[] {"id", "document_id", "doc_id", "chunk_id", "_id"}) {
            String id = JsonTree.text(document, name);
            if (id.isEmpty()) {
                id = JsonTree.text(JsonTree.object(document, "metadata"), name);
            }
            if (!id.isBlank() && id.length() <= LONGEST_ID) {
                return id;
            }
        }
        return NO_ID;
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
