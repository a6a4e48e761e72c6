package dev.whence.analyzer.contrast;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.Place;
import dev.whence.analyzer.SymptomKind;
import dev.whence.analyzer.Window;
import dev.whence.analyzer.beside.Beside;
import dev.whence.analyzer.evidence.Outcome;
import dev.whence.analyzer.frame.Comparison;
import dev.whence.analyzer.frame.Frame;
import dev.whence.indexer.TraceStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Names the services that stand out in an incident by what their calls did, over all requests together and against all
 * that is stored around it. Finds what no group of requests shows by itself: too few of each kind, spread over many
 * entries, or harm that is no slowness and no failure.
 */
public final class Contrast {
    /** Fewer other stretches of time than this don't tell what is usual. */
    public static final int FEWEST_OTHERS = 4;

    private static final double LEAST_OF_BEST = 0.15;
    private static final double CERTAIN = 0.3;
    private static final double CLEAR = 1.6;

    private final TraceStore store;
    private final String query;
    private final SymptomKind wanted;
    private final int limit;
    private final List<ContrastEvidence> sources;

    /**
     * Asks the records of a store.
     *
     * @param query only records that match it; the empty text for all
     * @param wanted the kind of symptom to look for
     * @param limit how many causes at most
     * @param isOfMix whether it is nothing but other customers that some calls do more often
     */
    public Contrast(TraceStore store, String query, SymptomKind wanted, int limit, Predicate<Outcome> isOfMix) {
        this.store = store;
        this.query = query;
        this.wanted = wanted;
        this.limit = limit;
        this.sources = List.of(new OwnTimes(), new Paths(isOfMix), new Saturation());
    }

    /**
     * What stands out, best first, with the symptom that it is for those who call it.
     *
     * @param suspected every service that there is a clue against, named as a cause or not
     * @param unusual places which are hardly ever as slow or as faulty as in the incident
     * @param elsewhere places where trouble shows that another service is to blame for
     * @param ways by service that takes another way: which of its calls do
     * @param rateIsUsual whether requests come as often at other times
     * @param others how many stretches of time beside incident and baseline were compared with
     */
    public record Found(
            Optional<Answer.Symptom> symptom,
            List<Answer.Cause> causes,
            Set<String> suspected,
            Set<Place> unusual,
            Set<Place> elsewhere,
            Map<String, Outcome> ways,
            boolean rateIsUsual,
            int others) {}

    /**
     * Reads what is stored around an incident.
     *
     * @param frame the spans of both windows
     */
    public Around around(Frame frame, Window baseline, Window incident) {
        return new Around(new History(store, query).around(frame, baseline, incident));
    }

    /** What is stored around an incident. Immutable. */
    public static final class Around {
        private final Slices slices;
        private final int others;

        private Around(Slices slices) {
            this.slices = slices;
            this.others = slices.others();
        }

        /** How many stretches of time there are beside incident and baseline. */
        public int others() {
            return others;
        }
    }

    /** What stands out; nothing where there are fewer other stretches of time than are asked for. */
    public Found find(Around around, int fewestOthers) {
        Slices slices = around.slices;
        if (around.others < fewestOthers || !slices.areEnough()) {
            return new Found(Optional.empty(), List.of(), Set.of(), Set.of(), Set.of(), Map.of(), false, 0);
        }
        try (Beside<Set<Place>> unusual = Beside.of(() -> Unusual.places(slices))) {
            Map<String, List<Clue>> byService = new LinkedHashMap<>();
            for (List<Clue> clues : Beside.all(sources, source -> source.clues(slices))) {
                for (Clue clue : clues) {
                    if (answers(clue.kind())) {
                        byService
                                .computeIfAbsent(clue.service(), any -> new ArrayList<>())
                                .add(clue);
                    }
                }
            }
            return found(around, byService, unusual.get());
        }
    }

    private Found found(Around around, Map<String, List<Clue>> byService, Set<Place> unusual) {
        List<Suspect> suspects = new ArrayList<>();
        byService.forEach((service, clues) -> {
            clues.sort(Comparator.comparingDouble(Clue::strength).reversed());
            suspects.add(new Suspect(clues));
        });
        suspects.sort(Comparator.comparingDouble(Suspect::strength).reversed());
        List<Answer.Cause> causes = new ArrayList<>();
        for (Suspect suspect : suspects) {
            if (causes.size() < limit
                    && suspect.strength() >= LEAST_OF_BEST * suspects.get(0).strength()) {
                double next = suspects.size() > 1 ? suspects.get(1).strength() : 0;
                causes.add(cause(suspect, causes.size() + 1, next));
            }
        }
        Map<String, Outcome> ways = new HashMap<>();
        suspects.forEach(suspect ->
                suspect.main().ways().ifPresent(calls -> ways.put(suspect.main().service(), calls)));
        Set<Place> elsewhere = new LinkedHashSet<>();
        byService.values().stream().flatMap(List::stream).forEach(clue -> {
            clue.elsewhere().stream()
                    .filter(place -> !clue.orElse().contains(place.service()))
                    .forEach(elsewhere::add);
        });
        return new Found(
                suspects.isEmpty()
                        ? Optional.empty()
                        : Optional.of(suspects.get(0).symptom()),
                causes,
                Set.copyOf(byService.keySet()),
                unusual,
                elsewhere,
                ways,
                around.slices.rateIsUsual(),
                around.others);
    }

    private boolean answers(String kind) {
        return switch (wanted) {
            case AUTO -> true;
            case LATENCY -> !kind.equals("path");
            case ERROR -> kind.equals("path");
            case OUTPUT, COST, THROUGHPUT -> false;
        };
    }

    /** A service with all that speaks against it, the strongest first. */
    private record Suspect(List<Clue> clues) {
        Clue main() {
            return clues.get(0);
        }

        double strength() {
            return Math.min(1, clues.stream().mapToDouble(Clue::strength).sum());
        }

        Answer.Symptom symptom() {
            Answer.Evidence fact = main().evidence().get(0);
            return new Answer.Symptom(
                    main().kind().equals("path") ? "error" : "latency",
                    main().service(),
                    main().stage(),
                    fact.kind(),
                    fact.before(),
                    fact.after(),
                    Window.instant(main().startedAtNanos()));
        }

        String stage() {
            return clues.stream()
                    .map(Clue::stage)
                    .filter(stage -> !stage.isEmpty())
                    .findFirst()
                    .orElse("");
        }
    }

    private Answer.Cause cause(Suspect suspect, int rank, double next) {
        Clue main = suspect.main();
        List<Answer.Evidence> facts = new ArrayList<>();
        Set<Long> keys = new LinkedHashSet<>();
        StringBuilder statement = new StringBuilder();
        for (Clue clue : suspect.clues) {
            facts.addAll(clue.evidence());
            keys.addAll(clue.traceKeys());
            statement.append(statement.isEmpty() ? "" : " ").append(clue.sentence());
        }
        double strength = suspect.strength();
        boolean clear = rank == 1 && strength >= CLEAR * next;
        Map<Long, String> ids = keys.isEmpty() ? Map.of() : store.traceIds(keys);
        List<String> traces =
                keys.stream().filter(ids::containsKey).map(ids::get).limit(5).toList();
        List<String> steps = new ArrayList<>();
        steps.add("search " + Comparison.clause(new Place(main.service(), suspect.stage())));
        if (!traces.isEmpty()) {
            steps.add("open trace " + traces.get(0));
        }
        return new Answer.Cause(
                rank,
                Math.round(1000 * strength) / 1000.0,
                clear && strength >= CERTAIN ? "high" : clear ? "medium" : "low",
                main.kind(),
                main.service(),
                suspect.stage(),
                Map.of(),
                Window.instant(main.startedAtNanos()),
                Math.round(1000 * Math.min(1, main.strength())) / 1000.0,
                statement.toString(),
                facts,
                traces,
                steps,
                Optional.empty());
    }
}
