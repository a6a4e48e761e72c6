package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one entry into the pipeline, in baseline and incident, with whatever more of them is asked for. Loads
 * attributes when they are first needed; for one thread.
 */
public final class Comparison {
    private static final int SIGNAL_ROWS = 200_000;
    private static final int ATTRIBUTE_ROWS = 150_000;

    private final TraceStore store;
    private final String query;
    private final Frame frame;
    private final Requests requests;
    private final Window baseline;
    private final Window incident;
    private final Shared shared;
    private @Nullable Profile profile;

    /** What does not depend on where baseline and incident are told apart. */
    private static final class Shared {
        @Nullable
        Signals signals;

        final Map<Place, Signals> attributes = new HashMap<>();
    }

    /** All requests that begin at a root of the frame. */
    public static Comparison of(TraceStore store, String query, Frame frame, Window baseline, Window incident) {
        Requests all = Requests.of(frame, row -> frame.forest().parent(row) < 0, baseline, incident);
        return new Comparison(store, query, frame, all, baseline, incident, new Shared());
    }

    private Comparison(
            TraceStore store,
            String query,
            Frame frame,
            Requests requests,
            Window baseline,
            Window incident,
            Shared shared) {
        this.store = store;
        this.query = query;
        this.frame = frame;
        this.requests = requests;
        this.baseline = baseline;
        this.incident = incident;
        this.shared = shared;
    }

    /** The same requests told apart by other windows. */
    public Comparison between(Window otherBaseline, Window otherIncident) {
        return new Comparison(
                store,
                query,
                frame,
                requests.split(frame, otherBaseline, otherIncident),
                otherBaseline,
                otherIncident,
                shared);
    }

    /** Other requests of the same frame and windows. */
    public Comparison of(Requests others) {
        return new Comparison(store, query, frame, others.split(frame, baseline, incident), baseline, incident, shared);
    }

    public TraceStore store() {
        return store;
    }

    public String query() {
        return query;
    }

    public Frame frame() {
        return frame;
    }

    public Requests requests() {
        return requests;
    }

    public Window baseline() {
        return baseline;
    }

    public Window incident() {
        return incident;
    }

    public Profile profile() {
        Profile known = profile;
        if (known == null) {
            known = new Profile(frame, requests);
            profile = known;
        }
        return known;
    }

    /** The number fields of all places, of a fair sample of traces. */
    public Signals signals() {
        Signals loaded = shared.signals;
        if (loaded == null) {
            loaded = Signals.load(
                    store, frame, new Signals.Wanted(everything().and(kindClause()), true, false, SIGNAL_ROWS));
            shared.signals = loaded;
        }
        return loaded;
    }

    /** The text attributes of the spans of one place. */
    public Signals attributes(Place place) {
        return shared.attributes.computeIfAbsent(
                place,
                any -> Signals.load(
                        store,
                        frame,
                        new Signals.Wanted(
                                everything().and(kindClause()).and(clause(place)), false, true, ATTRIBUTE_ROWS)));
    }

    /** A query for the spans of a place. */
    public static String clause(Place place) {
        StringBuilder clause = new StringBuilder();
        if (!place.service().isEmpty()) {
            clause.append("service:").append(quoted(place.service()));
        }
        if (!place.stage().isEmpty()) {
            clause.append(clause.isEmpty() ? "" : " AND ").append("stage:").append(quoted(place.stage()));
        }
        return clause.toString();
    }

    /** A text as one phrase of the query language. */
    public static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String kindClause() {
        return frame.fromLogs() ? "kind:log" : "kind:span";
    }

    private Selection everything() {
        long[] start = frame.startNanos();
        return start.length == 0
                ? new Selection(query, 0, 1)
                : new Selection(query, start[0], start[start.length - 1] + 1);
    }
}
