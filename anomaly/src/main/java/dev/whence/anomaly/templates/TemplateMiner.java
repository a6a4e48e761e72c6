package dev.whence.anomaly.templates;

import dev.whence.anomaly.baseline.StateText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the templates of log lines, one line after the other; mutable, for one thread.
 *
 * <p>In the manner of Drain (He et al., ICWS 2017) values that are plain to see are masked and only lines of as many tokens
 * are compared. Two rules differ from it. Lines join a template only where they differ in what looks like a value, since
 * "link up" and "link down" are two kinds of line. And a word becomes a variable when the same line was seen with more than
 * {@value #MOST_WORDS} different words in that place; the templates which that makes equal become one.
 *
 * <p>Bounded: past its limit of templates an unknown line gets the template {@code <*>}, whose id is 0.
 */
public final class TemplateMiner {
    private static final int MOST_WORDS = 6;
    private static final double SIMILAR = 0.5;
    private static final Template CATCH_ALL = new Template(0, Tokens.VARIABLE);

    private final int maxTemplates;
    private final Map<Integer, List<Group>> byLength = new HashMap<>();
    private final Map<String, Group> known;
    private final Map<Integer, Group> byId = new HashMap<>();
    private final Map<Integer, Integer> mergedInto = new HashMap<>();
    private int templates;

    /** Knows no template yet. */
    public TemplateMiner(int maxTemplates) {
        this.maxTemplates = maxTemplates;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Group> eldest) {
                return size() > maxTemplates * 2;
            }
        };
    }

    /** The template of a line, after learning from it. */
    public Template add(String line) {
        List<String> tokens = Tokens.of(line);
        String masked = String.join(" ", tokens);
        Group group = known.get(masked);
        if (group == null) {
            group = place(tokens);
            if (group == null) {
                return CATCH_ALL;
            }
            known.put(masked, group);
        }
        return group.template();
    }

    /** What became of a template: it may have got more variables, or be merged into another by now. */
    public Template current(Template template) {
        int id = template.id();
        while (mergedInto.containsKey(id)) {
            id = mergedInto.getOrDefault(id, id);
        }
        Group group = byId.get(id);
        return group == null ? template : group.template();
    }

    private @Nullable Group place(List<String> tokens) {
        List<Group> candidates = byLength.computeIfAbsent(tokens.size(), length -> new ArrayList<>());
        @Nullable Group matching = null;
        int most = -1;
        @Nullable Group similar = null;
        double best = SIMILAR;
        for (Group candidate : candidates) {
            int shared = candidate.wordsShared(tokens);
            if (shared > most) {
                matching = candidate;
                most = shared;
            }
            double similarity = candidate.similarity(tokens);
            if (similarity >= best) {
                similar = candidate;
                best = similarity;
            }
        }
        if (matching != null) {
            return matching;
        }
        if (similar != null) {
            similar.absorb(tokens);
            return similar;
        }
        if (templates >= maxTemplates) {
            return null;
        }
        Group fresh = new Group(++templates, tokens);
        candidates.add(fresh);
        byId.put(fresh.template().id(), fresh);
        return generalised(fresh, candidates);
    }

    /** Merges the templates that differ from a new one in one and the same word, once they are too many to be meant. */
    private Group generalised(Group fresh, List<Group> candidates) {
        List<String> tokens = fresh.tokens();
        for (int place = 0; place < tokens.size(); place++) {
            int at = place;
            List<Group> alike = candidates.stream()
                    .filter(group -> differsOnlyAt(group.tokens(), tokens, at))
                    .toList();
            if (alike.size() > MOST_WORDS) {
                return merged(alike, candidates);
            }
        }
        return fresh;
    }

    private static boolean differsOnlyAt(List<String> one, List<String> other, int place) {
        if (other.size() < 2) {
            return false;
        }
        for (int i = 0; i < other.size(); i++) {
            if (i != place && !one.get(i).equals(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Group merged(List<Group> alike, List<Group> candidates) {
        Group first = alike.get(0);
        for (Group other : alike.subList(1, alike.size())) {
            first.absorb(other.tokens());
            candidates.remove(other);
            byId.remove(other.template().id());
            mergedInto.put(other.template().id(), first.template().id());
        }
        known.replaceAll((line, group) -> alike.contains(group) ? first : group);
        return first;
    }

    /** Templates found so far, merged ones not counted. */
    public int size() {
        return templates - mergedInto.size();
    }

    /** Writes all it learned. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(templates);
        out.writeInt(mergedInto.size());
        for (Map.Entry<Integer, Integer> merge : mergedInto.entrySet()) {
            out.writeInt(merge.getKey());
            out.writeInt(merge.getValue());
        }
        List<Group> groups = byLength.values().stream().flatMap(List::stream).toList();
        out.writeInt(groups.size());
        for (Group group : groups) {
            group.write(out);
        }
        out.writeInt(known.size());
        for (Map.Entry<String, Group> entry : known.entrySet()) {
            StateText.write(out, entry.getKey());
            out.writeInt(entry.getValue().template().id());
        }
    }

    /** Replaces what it learned with what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        byLength.clear();
        byId.clear();
        known.clear();
        mergedInto.clear();
        templates = in.readInt();
        int merges = in.readInt();
        for (int i = 0; i < merges; i++) {
            mergedInto.put(in.readInt(), in.readInt());
        }
        int groups = in.readInt();
        for (int i = 0; i < groups; i++) {
            Group group = Group.read(in);
            byLength.computeIfAbsent(group.length(), length -> new ArrayList<>())
                    .add(group);
            byId.put(group.template().id(), group);
        }
        int lines = in.readInt();
        for (int i = 0; i < lines; i++) {
            String line = StateText.read(in);
            Group group = byId.get(in.readInt());
            if (group == null) {
                throw new IOException("the line “" + line + "” belongs to no template");
            }
            known.put(line, group);
        }
    }
}
