package dev.whence.anomaly.templates;

import dev.whence.anomaly.baseline.StateText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lines of one template; mutable. */
final class Group {
    private final String[] tokens;
    private Template template;

    Group(int id, List<String> tokens) {
        this.tokens = tokens.toArray(String[]::new);
        this.template = new Template(id, String.join(" ", this.tokens));
    }

    Template template() {
        return template;
    }

    int length() {
        return tokens.length;
    }

    /** How many words it has in common with the line, or −1 when it has a word where the line has another. */
    int wordsShared(List<String> line) {
        int shared = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].equals(line.get(i))) {
                shared++;
            } else if (!tokens[i].equals(Tokens.VARIABLE)) {
                return -1;
            }
        }
        return shared;
    }

    /**
     * The share of equal tokens, variables apart; 0 when a plain word differs, since a template's words tell it from
     * others.
     */
    double similarity(List<String> line) {
        int equal = 0;
        int words = 0;
        for (int i = 0; i < tokens.length; i++) {
            String mine = tokens[i];
            String other = line.get(i);
            if (mine.equals(other)) {
                equal++;
                words++;
            } else if (!mine.equals(Tokens.VARIABLE)) {
                if (!(looksLikeValue(mine) && looksLikeValue(other)) && !haveSameKey(mine, other)) {
                    return 0;
                }
                words++;
            }
        }
        return words == 0 ? 0 : (double) equal / words;
    }

    /** Whether both are {@code key=value} with the same key. */
    private static boolean haveSameKey(String one, String other) {
        int key = one.indexOf('=');
        return key > 0 && one.regionMatches(0, other, 0, key + 1);
    }

    private static boolean looksLikeValue(String token) {
        return token.contains(Tokens.VARIABLE)
                || token.indexOf('/') >= 0
                || token.indexOf('@') >= 0
                || token.indexOf('\\') >= 0;
    }

    /** Makes a variable of each token that differs. */
    void absorb(List<String> line) {
        boolean changed = false;
        for (int i = 0; i < tokens.length; i++) {
            if (!tokens[i].equals(line.get(i)) && !tokens[i].equals(Tokens.VARIABLE)) {
                tokens[i] = Tokens.VARIABLE;
                changed = true;
            }
        }
        if (changed) {
            template = new Template(template.id(), String.join(" ", tokens));
        }
    }

    List<String> tokens() {
        return List.of(tokens);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(template.id());
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
