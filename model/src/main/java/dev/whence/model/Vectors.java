package dev.whence.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces the vectors of embeddings, large and of no use to a reader, by their dimension. Stateless. */
final class Vectors {
    private Vectors() {}

    static void measure(RecordBuilder record) {
        List<String> vectors = new ArrayList<>();
        for (String name : record.fields().keySet()) {
            if (name.equals("ai.embedding")
                    || name.equals("ai.embeddings")
                    || name.startsWith("embedding.") && name.endsWith(".vector")) {
                vectors.add(name);
            }
        }
        for (String name : vectors) {
            int dimension = dimension(record.get(name));
            record.remove(name);
            if (dimension > 0) {
                record.put("gen_ai.embeddings.dimension.count", dimension);
            }
        }
    }

    private static int dimension(@Nullable Object vector) {
        Object tree = vector instanceof String text ? JsonTree.parse(text).orElse(text) : vector;
        if (!(tree instanceof List<?> list) || list.isEmpty()) {
            return 0;
        }
        return list.get(0) instanceof Number ? list.size() : dimension(list.get(0));
    }
}
