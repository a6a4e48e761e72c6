package dev.whence.analyzer.rank;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.evidence.Inquiry;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.evidence.Suspicion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether calls take another way because of causes that are known: those that are done later than a cause, in the
 * very requests that the cause has hit, go on as they must after what happened there. For one thread.
 */
public final class Aftermath {
    private final Inquiry inquiry;
    private final List<Suspicion> causes;
    private @Nullable Independence independence;

    /** @param ranked the causes, the first before all others */
    public Aftermath(Inquiry inquiry, List<Ranker.Ranked> ranked) {
        this.inquiry = inquiry;
        this.causes = ranked.stream().map(Ranker.Ranked::suspicion).toList();
    }

    private Independence independence() {
        Independence known = independence;
        if (known == null) {
            known = new Independence(inquiry);
            causes.forEach(known::explain);
            independence = known;
        }
        return known;
    }

    /**
     * Whether the other way is a consequence of the causes.
     *
     * @param calls which calls of the place take it, before and since
     */
    public boolean explains(Place place, Outcome calls) {
        int index = inquiry.frame().places().indexOf(place);
        if (index < 0) {
            return false;
        }
        double ends = inquiry.profile().endOffset(index);
        boolean later = causes.stream().anyMatch(cause -> inquiry.profile().endOffset(cause.place()) <= ends);
        Outcome known = ofRequests(calls);
        return later
                && known.size() > 0
                && !independence().of(new Suspicion(index, "path", 1, 0, known, List.of(), index));
    }

    /** Without calls of requests that came in elsewhere. */
    private Outcome ofRequests(Outcome calls) {
        int[] kept = IntStream.range(0, calls.size())
                .filter(i -> inquiry.periodOf(calls.rows()[i]) >= 0)
                .toArray();
        boolean[] incident = new boolean[kept.length];
        for (int i = 0; i < kept.length; i++) {
            incident[i] = inquiry.periodOf(calls.rows()[kept[i]]) == 1;
        }
        return new Outcome(
                Arrays.stream(kept).map(i -> calls.rows()[i]).toArray(),
                incident,
                Arrays.stream(kept).mapToDouble(i -> calls.value()[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> calls.weight()[i]).toArray(),
                true);
    }
}
