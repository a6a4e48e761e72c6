package dev.whence.analyzer.frame;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.indexer.Selection;
import dev.whence.indexer.Table;
import dev.whence.indexer.TraceStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one entry into the pipeline, in baseline and incident, with whatever more of them is asked for. Loads
 * attributes when they are first needed. Safe to use from many threads.
 */
public final class Comparison {
    private static final int ATTRIBUTE_ROWS = 150_000;

    private final Shared shared;
    private final Requests requests;
    private final Membership membership;
    private final Window baseline;
    private final Window incident;
    private volatile @Nullable Profile profile;

    /** What is the same for all requests of the frame. */
    private static final class Shared {
        final TraceStore store;
        final String query;
        final Frame frame;
        final Ahead ahead;

        @Nullable
        Fields fields;

        @Nullable
        Signals signals;

        final Map<Place, Signals> attributes = new ConcurrentHashMap<>();

        Shared(TraceStore store, String query, Frame frame, Ahead ahead) {
            this.store = store;
            this.query = query;
            this.frame = frame;
            this.ahead = ahead;
        }
    }

    /** Which request each row belongs to, the same wherever baseline and incident are told apart. */
    private static final class Membership {
        volatile int @Nullable [] requestOfRow;
    }

    private Comparison(Shared shared, Requests requests, Membership membership, Window baseline, Window incident) {
        this.shared = shared;
        this.requests = requests;
        this.membership = membership;
        this.baseline = baseline;
        this.incident = incident;
    }

    /**
     * All requests that begin at a root of the frame.
     *
     * @param ahead reads about the records of the frame; to be open as long as the comparison is used
     */
    public static Comparison of(
            TraceStore store, String query, Frame frame, Ahead ahead, Window baseline, Window incident) {
        Requests all = Requests.of(frame, row -> frame.forest().parent(row) < 0, baseline, incident);
        return new Comparison(new Shared(store, query, frame, ahead), all, new Membership(), baseline, incident);
    }

    /** The same requests told apart by other windows. */
    public Comparison between(Window otherBaseline, Window otherIncident) {
        Requests split = requests.split(frame(), otherBaseline, otherIncident);
        return new Comparison(shared, split, membership, otherBaseline, otherIncident);
    }

    /** Other requests of the same frame and windows. */
    public Comparison of(Requests others) {
        Requests split = others.split(frame(), baseline, incident);
        return new Comparison(shared, split, new Membership(), baseline, incident);
    }

    public TraceStore store() {
        return shared.store;
    }

    public String query() {
        return shared.query;
    }

    public Frame frame() {
        return shared.frame;
    }

    public Requests requests() {
        return requests;
    }

    /** The request which each row of the frame belongs to; -1 for none. Not to be changed. */
    public int[] requestOfRow() {
        int[] known = membership.requestOfRow;
        if (known == null) {
            known = requests.requestOfRow(frame().rows());
            membership.requestOfRow = known;
        }
        return known;
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
            known = new Profile(frame(), requests);
            profile = known;
        }
        return known;
    }

    /** The number fields of all places, of a fair sample of traces. */
    public Signals signals() {
        synchronized (shared) {
            Signals loaded = shared.signals;
            if (loaded == null) {
                loaded = Signals.numbers(frame(), fields(), this::numbers);
                shared.signals = loaded;
            }
            return loaded;
        }
    }

    private Table numbers() {
        Selection everything = everything();
        RowKeys keys = new RowKeys(frame().fromLogs(), frame().isCounted());
        return shared.ahead
                .numbers(everything)
                .orElseGet(() -> Signals.readNumbers(store(), everything, fields(), keys));
    }

    /** The text attributes of the spans of one place. */
    public Signals attributes(Place place) {
        return shared.attributes.computeIfAbsent(
                place,
                any -> Signals.texts(store(), frame(), everything().and(clause(place)), fields(), ATTRIBUTE_ROWS));
    }

    private Fields fields() {
        synchronized (shared) {
            Fields listed = shared.fields;
            if (listed == null) {
                Selection everything = everything();
                listed = shared.ahead.fields(everything).orElseGet(() -> Fields.of(store(), everything));
                shared.fields = listed;
            }
            return listed;
        }
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

    private Selection everything() {
        long[] start = frame().startNanos();
        long first = start.length == 0 ? 0 : start[0];
        long last = start.length == 0 ? 0 : start[start.length - 1];
        return frame().fromLogs()
                ? new Selection(query(), first, last + 1).and("kind:log")
                : Ahead.spans(query(), first, last);
    }
}
