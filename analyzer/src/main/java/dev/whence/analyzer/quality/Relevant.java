package dev.whence.analyzer.quality;

import dev.whence.model.JsonTree;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which documents a score says are relevant. Stateless. */
final class Relevant {
    /** As Ragas calls them. */
    static final String REFERENCE_IDS = "reference_context_ids";

    private static final Pattern OF_RETRIEVAL =
            Pattern.compile("retriev|relevan|context|document|passage|chunk", Pattern.CASE_INSENSITIVE);

    /** Whether a score names relevant documents. */
    enum Naming {
        NO,
        /** It may: what is expected could also be a label or an answer. */
        MAYBE,
        YES
    }

    private Relevant() {}

    /**
     * A list of what is expected, without a label that it would be compared with, names documents; so does a text where the
     * score is called after a retrieval.
     */
    static Naming naming(Record score) {
        if (score.has(REFERENCE_IDS)) {
            return Naming.YES;
        }
        Object expected = score.value(Names.SCORE_EXPECTED).orElse("");
        boolean listed = expected instanceof List
                || expected instanceof String text
                        && JsonTree.parse(text).filter(List.class::isInstance).isPresent();
        if (expected.toString().isBlank()) {
            return Naming.NO;
        }
        boolean labelled = score.has(Names.SCORE_LABEL);
        return listed && !labelled
                        || !labelled
                                && OF_RETRIEVAL
                                        .matcher(score.text(Names.SCORE_NAME))
                                        .find()
                ? Naming.YES
                : Naming.MAYBE;
    }

    /**
     * The ids of the relevant documents; not empty where the score names some.
     *
     * @param returned the ids that were returned; a text that is none of them is read as several with commas between
     */
    static Set<String> of(Record score, Collection<String> returned) {
        Object named = score.value(REFERENCE_IDS)
                .or(() -> score.value(Names.SCORE_EXPECTED))
                .orElse("");
        Object tree = named instanceof String text ? JsonTree.parse(text).orElse(text) : named;
        Set<String> ids = new LinkedHashSet<>();
        if (tree instanceof List<?> list) {
            list.forEach(one -> ids.add(String.valueOf(one).strip()));
        } else if (returned.contains(tree.toString().strip())) {
            ids.add(tree.toString().strip());
        } else {
            Arrays.stream(tree.toString().split("[,\n]"))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add);
        }
        return ids.isEmpty() ? Set.of(tree.toString()) : ids;
    }
}
