package dev.whence.analyzer.contrast;

import dev.whence.analyzer.contrast.OwnTimes.Slower;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells whose fault it is that calls between services got slow beyond what the callee did: the service that all or most
 * of the calls which it takes, or makes, have in common with trouble. The fewest services that explain it are named.
 */
final class Gaps {
    /** A callee is preferred where both sides explain the same: who is slow to answer is waited for. */
    private static final double CALLEE = 1.01;

    private final Set<Operation> calls;

    /** @param calls all pairs of operations across services in the incident */
    Gaps(Set<Operation> calls) {
        this.calls = calls;
    }

    private record Side(String service, boolean callee) {
        boolean isOf(Operation key) {
            return service.equals(callee ? key.service() : key.caller());
        }

        String other(Operation key) {
            return callee ? key.caller() : key.service();
        }
    }

    /** The slow pairs by the service to blame. */
    Map<String, List<Slower>> blame(List<Slower> slow) {
        Map<String, List<Slower>> blamed = new LinkedHashMap<>();
        List<Slower> left = new ArrayList<>(slow);
        while (!left.isEmpty()) {
            Side best = best(left);
            List<Slower> explained =
                    left.stream().filter(one -> best.isOf(one.key())).toList();
            blamed.computeIfAbsent(best.service, any -> new ArrayList<>()).addAll(explained);
            left.removeAll(explained);
        }
        return blamed;
    }

    private Side best(List<Slower> slow) {
        Side best = new Side(slow.get(0).key().service(), true);
        double most = -1;
        Set<Side> sides = new HashSet<>();
        for (Slower one : slow) {
            sides.add(new Side(one.key().service(), true));
            sides.add(new Side(one.key().caller(), false));
        }
        for (Side side : sides) {
            double added = slow.stream()
                    .filter(one -> side.isOf(one.key()))
                    .mapToDouble(Slower::added)
                    .sum();
            Set<String> troubled = partners(slow, Slower::key, side);
            Set<String> all = partners(calls, key -> key, side);
            double score = added * troubled.size() / Math.max(1, all.size()) * (side.callee ? CALLEE : 1);
            if (score > most) {
                most = score;
                best = side;
            }
        }
        return best;
    }

    private static <T> Set<String> partners(Iterable<T> pairs, Function<T, Operation> key, Side side) {
        Set<String> partners = new HashSet<>();
        for (T pair : pairs) {
            if (side.isOf(key.apply(pair))) {
                partners.add(side.other(key.apply(pair)));
            }
        }
        return partners;
    }
}
