package dev.whence.anomaly.templates;

import dev.whence.anomaly.baseline.StateText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the templates of log lines, one line after the other; mutable, for one thread.
 *
 * <p>The method is Drain's (He et al., ICWS 2017): values that are plain to see are masked, lines of as many tokens and with
 * the same first one are compared, and a line joins the most similar template, whose differing tokens become
 * {@code <*>}; else it founds a new one. Bounded: past its limit of templates a line without a similar one gets the
 * catch-all template {@code <*>}.
 */
public final class TemplateMiner {
    private static final double SIMILAR = 0.5;
    private static final int CATCH_ALL = 0;

    private final int maxTemplates;
    private final Map<String, List<Group>> groups = new HashMap<>();
    private int templates;

    /** Knows no template yet. */
    public TemplateMiner(int maxTemplates) {
        this.maxTemplates = maxTemplates;
    }

    /** The template of a line, after learning from it. */
    public Template add(String line) {
        List<String> tokens = Tokens.of(line);
        String first = tokens.isEmpty() ? "" : tokens.get(0);
        List<Group> candidates = groups.computeIfAbsent(tokens.size() + " " + first, key -> new ArrayList<>(2));
        Group best = null;
        double bestSimilarity = -1;
        for (Group candidate : candidates) {
            double similarity = candidate.similarity(tokens);
            if (similarity > bestSimilarity) {
                best = candidate;
                bestSimilarity = similarity;
            }
        }
        if (best != null && bestSimilarity >= SIMILAR) {
            best.absorb(tokens);
            return best.template();
        }
        if (templates >= maxTemplates) {
            return new Template(CATCH_ALL, Tokens.VARIABLE);
        }
        Group fresh = new Group(++templates, tokens);
        candidates.add(fresh);
        return fresh.template();
    }

    /** Templates found so far. */
    public int size() {
        return templates;
    }

    /** Writes all it learned. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(templates);
        out.writeInt(groups.size());
        for (Map.Entry<String, List<Group>> entry : groups.entrySet()) {
            StateText.write(out, entry.getKey());
            out.writeInt(entry.getValue().size());
            for (Group group : entry.getValue()) {
                group.write(out);
            }
        }
    }

    /** Replaces what it learned with what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        templates = in.readInt();
        groups.clear();
        int keys = in.readInt();
        for (int i = 0; i < keys; i++) {
            String key = StateText.read(in);
            List<Group> list = new ArrayList<>();
            int count = in.readInt();
            for (int j = 0; j < count; j++) {
                list.add(Group.read(in));
            }
            groups.put(key, list);
        }
    }

    /** Lines of one template. */
    private static final class Group {
        private final int id;
        private final String[] tokens;
        private Template template;

        Group(int id, List<String> tokens) {
            this.id = id;
            this.tokens = tokens.toArray(String[]::new);
            this.template = new Template(id, String.join(" ", tokens));
        }

        /** The share of tokens that are equal; a variable counts as half equal to whatever stands in its place. */
        double similarity(List<String> line) {
            if (tokens.length == 0) {
                return 1;
            }
            double equal = 0;
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i].equals(line.get(i))) {
                    equal++;
                } else if (tokens[i].equals(Tokens.VARIABLE)) {
                    equal += 0.5;
                }
            }
            return equal / tokens.length;
        }

        void absorb(List<String> line) {
            boolean changed = false;
            for (int i = 0; i < tokens.length; i++) {
                if (!tokens[i].equals(line.get(i)) && !tokens[i].equals(Tokens.VARIABLE)) {
                    tokens[i] = Tokens.VARIABLE;
                    changed = true;
                }
            }
            if (changed) {
                template = new Template(id, String.join(" ", tokens));
            }
        }

        Template template() {
            return template;
        }

        void write(DataOutput out) throws IOException {
            out.writeInt(id);
            out.writeInt(tokens.length);
            for (String token : tokens) {
                StateText.write(out, token);
            }
        }

        static Group read(DataInput in) throws IOException {
            int id = in.readInt();
            int length = in.readInt();
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                tokens.add(StateText.read(in));
            }
            return new Group(id, tokens);
        }
    }
}
