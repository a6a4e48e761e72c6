package dev.whence.analyzer.evidence;

import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.symptom.Felt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Blames silence on the first stage that fell silent, and a surge on where the requests come in. */
public final class TrafficBlame implements EvidenceSource {
    @Override
    public SymptomKind about() {
        return SymptomKind.THROUGHPUT;
    }

    @Override
    public List<Suspicion> suspects(Inquiry inquiry) {
        List<Suspicion> suspects = new ArrayList<>();
        List<Felt> felt = inquiry.felt(SymptomKind.THROUGHPUT);
        felt.stream()
                .filter(one -> one.signal().equals("requests.share"))
                .min(Comparator.comparingDouble((Felt one) -> inquiry.profile().depth(one.place()))
                        .thenComparingDouble(one -> inquiry.profile().endOffset(one.place())))
                .ifPresent(one -> suspects.add(new Suspicion(
                        one.place(),
                        "missing",
                        1,
                        one.pValue(),
                        reached(inquiry, one.place()),
                        List.of(Facts.fact(
                                "requests_share",
                                one.before(),
                                one.after(),
                                one.pValue(),
                                inquiry.place(one.place()).label() + " runs in " + Facts.percent(one.after())
                                        + " of the requests, before in " + Facts.percent(one.before()))),
                        one.place())));
        felt.stream()
                .filter(one -> one.signal().equals(Felt.CALLS))
                .flatMap(one -> Rerouted.to(inquiry, one.place(), 1, one.pValue(), List.of()).stream())
                .forEach(suspects::add);
        felt.stream()
                .filter(one -> one.signal().equals("requests.per_minute"))
                .forEach(one -> suspects.add(new Suspicion(
                        one.place(),
                        "throughput",
                        1,
                        one.pValue(),
                        inquiry.outcome(new int[0], row -> 0, true),
                        List.of(Facts.fact(
                                "request_rate",
                                one.before(),
                                one.after(),
                                one.pValue(),
                                Facts.number(one.after()) + " requests a minute come in at "
                                        + inquiry.place(one.place()).label() + ", before "
                                        + Facts.number(one.before()))),
                        one.place())));
        return suspects;
    }

    /** How requests went by what was felt of their traffic. */
    public static Outcome outcome(Inquiry inquiry, Felt felt) {
        return felt.signal().equals(Felt.CALLS)
                ? Rerouted.calledMore(inquiry, felt.place())
                : reached(inquiry, felt.place());
    }

    /** Whether requests missed the place, at their roots: the place itself leaves no trace where it is missing. */
    public static Outcome reached(Inquiry inquiry, int place) {
        boolean[] reached = new boolean[inquiry.comparison().requests().size()];
        for (int row : inquiry.rowsOf(place)) {
            reached[inquiry.requestOf(row)] = true;
        }
        return inquiry.being(inquiry.rootPlace(), row -> !reached[inquiry.requestOf(row)]);
    }
}
