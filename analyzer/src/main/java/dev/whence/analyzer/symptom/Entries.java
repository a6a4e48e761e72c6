package dev.whence.analyzer.symptom;

import dev.whence.analyzer.Place;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.frame.Frame;
import dev.whence.analyzer.frame.Requests;
import dev.whence.analyzer.trace.SpanForest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The ways into the pipeline: requests grouped by the place where they come in. */
public final class Entries {
    private static final int MOST = 12;
    private static final int FEWEST = 10;
    /** Above this share of traces without their real root, the root is somewhere that is not recorded. */
    private static final double ROOTLESS = 0.2;

    private Entries() {}

    /**
     * The requests that came in at a place, or called it from elsewhere.
     *
     * @param target an empty stage means the service's topmost spans
     * @return empty when there are none
     */
    public static Optional<Requests> at(Frame frame, Place target, Window baseline, Window incident) {
        boolean[] wanted = new boolean[frame.places().size()];
        for (int place = 0; place < wanted.length; place++) {
            wanted[place] = matches(frame.places().get(place), target);
        }
        Requests requests = Requests.of(frame, row -> wanted[frame.place()[row]], baseline, incident);
        return requests.size() == 0 ? Optional.empty() : Optional.of(requests);
    }

    /**
     * The requests of each entry, those with the most requests first.
     *
     * @param all every request, from the root of its tree
     */
    public static List<Requests> of(Frame frame, Requests all, Window incident) {
        boolean[] roots = roots(frame);
        int[] counts = new int[frame.places().size()];
        int arrived = 0;
        for (int row = 0; row < roots.length; row++) {
            if (roots[row] && incident.contains(frame.startNanos()[row])) {
                counts[frame.place()[row]]++;
                arrived++;
            }
        }
        List<Integer> entries = new ArrayList<>();
        int covered = 0;
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] >= FEWEST) {
                entries.add(place);
                covered += counts[place];
            }
        }
        List<Requests> requests = new ArrayList<>();
        if (covered * 2 < arrived) {
            requests.add(all.only(row -> roots[row]));
        }
        entries.stream()
                .sorted(Comparator.comparingInt((Integer place) -> counts[place])
                        .reversed())
                .limit(MOST)
                .forEach(entry -> requests.add(all.only(row -> roots[row] && frame.place()[row] == entry)));
        return requests;
    }

    private static boolean matches(Place place, Place target) {
        boolean service = target.service().isEmpty() || place.service().equals(target.service());
        boolean stage = target.stage().isEmpty() || place.stage().equals(target.stage());
        return service && stage;
    }

    private static boolean[] roots(Frame frame) {
        SpanForest forest = frame.forest();
        boolean[] rooted = new boolean[frame.traces()];
        for (int row = 0; row < frame.rows(); row++) {
            if (forest.parent(row) < 0 && !frame.hasParent()[row]) {
                rooted[frame.trace()[row]] = true;
            }
        }
        int without = 0;
        for (boolean has : rooted) {
            without += has ? 0 : 1;
        }
        boolean orphansCount = without > ROOTLESS * rooted.length;
        boolean[] roots = new boolean[frame.rows()];
        for (int row = 0; row < roots.length; row++) {
            boolean real = !frame.hasParent()[row];
            roots[row] = forest.parent(row) < 0 && (real || orphansCount && !rooted[frame.trace()[row]]);
        }
        return roots;
    }
}
