package dev.whence.analyzer.rank;

import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells attribute values that are set because a call went wrong, such as {@code fallback=true}, from those that say which
 * calls go wrong. To narrow a change down to such a value says nothing: it is the trouble under another name.
 *
 * <p>A value is an effect when nearly all requests that ever had it went wrong, when it was rare before, and when the
 * attribute told no requests apart then: it was missing, or always the same. What is settled before a call and may be new
 * for that reason, such as a version or a customer, is none.
 */
final class Effects {
    private static final Pattern SETTLED_BEFORE = Pattern.compile(
            ".*(version|release|model|prompt|revision|build|deploy|config|feature|variant|experiment|provider"
                    + "|host|pod|container|instance|node|address|cluster|namespace|environment|region|zone|country"
                    + "|locale|language|tenant|customer|client|account|team|user|org).*",
            Pattern.CASE_INSENSITIVE);

    private static final double NEARLY_ALL = 0.95;
    private static final double RARE = 0.05;
    private static final double KNOWN = 0.01;
    private static final int FEWEST = 5;

    private final Inquiry inquiry;
    private final Outcome outcome;
    /** Requests that went wrong, before or since; found when first asked for. */
    private @Nullable BitSet wrong;

    private Effects(Inquiry inquiry, Outcome outcome) {
        this.inquiry = inquiry;
        this.outcome = outcome;
    }

    /** The table without values that are effects; calls that have one count as if they lacked the attribute. */
    static AttributeTable leftOut(Inquiry inquiry, Outcome outcome, AttributeTable table) {
        if (inquiry.frame().isCounted()) {
            return table;
        }
        Effects effects = new Effects(inquiry, outcome);
        List<int[]> codes = new ArrayList<>();
        for (int attribute = 0; attribute < table.names().size(); attribute++) {
            int[] own = table.codes().get(attribute);
            boolean mayBe =
                    !SETTLED_BEFORE.matcher(table.names().get(attribute)).matches();
            codes.add(mayBe ? effects.without(own, table.cardinality(attribute)) : own);
        }
        return new AttributeTable(table.names(), codes, table.values());
    }

    private int[] without(int[] codes, int values) {
        boolean[] effect = sudden(codes, values);
        boolean any = false;
        for (int code = 0; code < values; code++) {
            effect[code] = effect[code] && allWentWrong(codes, code);
            any |= effect[code];
        }
        return any
                ? Arrays.stream(codes)
                        .map(code -> code >= 0 && effect[code] ? -1 : code)
                        .toArray()
                : codes;
    }

    /** Values that were rare before, of an attribute that told nothing apart then. */
    private boolean[] sudden(int[] codes, int values) {
        int[][] rows = new int[2][values];
        int before = 0;
        for (int i = 0; i < codes.length; i++) {
            before += outcome.incident()[i] ? 0 : 1;
            if (codes[i] >= 0) {
                rows[outcome.incident()[i] ? 1 : 0][codes[i]]++;
            }
        }
        int known = 0;
        for (int code = 0; code < values; code++) {
            known += rows[0][code] > KNOWN * before ? 1 : 0;
        }
        boolean[] sudden = new boolean[values];
        for (int code = 0; code < values; code++) {
            int others = known - (rows[0][code] > KNOWN * before ? 1 : 0);
            sudden[code] = others <= 1 && rows[0][code] <= RARE * before && rows[1][code] >= FEWEST;
        }
        return sudden;
    }

    /** Whether nearly all requests with the value went wrong, before and since. */
    private boolean allWentWrong(int[] codes, int code) {
        BitSet with = new BitSet();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == code) {
                with.set(inquiry.requestOf(outcome.rows()[i]));
            }
        }
        int all = with.cardinality();
        with.and(wrong());
        return with.cardinality() >= FEWEST && with.cardinality() >= NEARLY_ALL * all;
    }

    private BitSet wrong() {
        BitSet found = wrong;
        if (found == null) {
            found = new BitSet();
            boolean[] bad = Timing.wrong(outcome);
            for (int i = 0; i < bad.length; i++) {
                if (bad[i]) {
                    found.set(inquiry.requestOf(outcome.rows()[i]));
                }
            }
            wrong = found;
        }
        return found;
    }
}
