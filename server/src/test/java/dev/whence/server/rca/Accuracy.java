package dev.whence.server.rca;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How right the answers are over many incidents. */
record Accuracy(List<Incident> incidents) {
    double share(Predicate<Incident> of, Predicate<Incident> which) {
        List<Incident> some = incidents.stream().filter(of).toList();
        return some.isEmpty() ? 1 : some.stream().filter(which).count() / (double) some.size();
    }

    /** How often a single fault's stage is first. */
    double stages() {
        return share(Accuracy::isSingle, Incident::isRight);
    }

    double attributes() {
        return share(Accuracy::isSingle, Incident::isNarrowedRight);
    }

    /** Of two faults at once, how often the first cause is one of them. */
    double eitherOfTwo() {
        return share(Accuracy::isTwofold, Incident::isRight);
    }

    double healthy() {
        return share(one -> !isFaulty(one), Incident::isRight);
    }

    /** The figures by pipeline, and the answers of each confidence, as a Markdown table. */
    String table() {
        StringBuilder table = new StringBuilder(
                """
                | | faults | stage first | among three | and attributes | onset ±30 s |
                |---|---|---|---|---|---|
                """);
        Map<String, Predicate<Incident>> rows = new TreeMap<>();
        incidents.forEach(one -> rows.put(
                one.scenario().pipeline().name(),
                other -> isSingle(other)
                        && other.scenario().pipeline().equals(one.scenario().pipeline())));
        for (String confidence : List.of("high", "medium", "low")) {
            rows.put(
                    "~ first cause called " + confidence,
                    one -> isSingle(one)
                            && !one.causes().isEmpty()
                            && one.causes().get(0).confidence().equals(confidence));
        }
        rows.put("~ two faults at once", Accuracy::isTwofold);
        rows.put("~ all single faults", one -> !isTwofold(one));
        rows.forEach((name, row) -> {
            Predicate<Incident> of = row.and(Accuracy::isFaulty);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.3f | %.3f | %.3f | %.3f |%n",
                    name.replace("~ ", ""),
                    incidents.stream().filter(of).count(),
                    share(of, Incident::isRight),
                    share(of, Incident::isAmongThree),
                    share(of, Incident::isNarrowedRight),
                    share(of, Incident::isOnsetRight)));
        });
        return table.append(String.format(
                        Locale.ROOT,
                        "| healthy windows without causes | %d | %.3f | | | |%n",
                        incidents.stream().filter(one -> !isFaulty(one)).count(),
                        healthy()))
                .toString();
    }

    /** What was not answered right, each with what was wanted. */
    String misses() {
        List<String> misses = new ArrayList<>();
        for (Incident one : incidents) {
            if (!one.isNarrowedRight() || isTwofold(one) && !one.isAmongThree()) {
                misses.add((!one.isRight() ? "STAGE " : isTwofold(one) ? "ONE OF TWO " : "ATTRIBUTES ") + one.told());
            }
        }
        return String.join("\n", misses);
    }

    private static boolean isFaulty(Incident one) {
        return !one.scenario().faults().isEmpty();
    }

    private static boolean isSingle(Incident one) {
        return one.scenario().faults().size() == 1;
    }

    private static boolean isTwofold(Incident one) {
        return one.scenario().faults().size() == 2;
    }
}
