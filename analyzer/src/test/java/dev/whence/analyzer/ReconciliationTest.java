package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.analyzer.contrast.Contrast;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Instant ONSET = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void whatBarelyStandsOutDoesNotOutweighWhatRequestsFelt() {
        assertThat(services(reconciled(cause("inventory", 0.7), cause("orchestrator", 0.12))))
                .containsExactly("inventory", "orchestrator");
    }

    @Test
    void whatClearlyStandsOutLeads() {
        assertThat(services(reconciled(cause("inventory", 0.7), cause("orchestrator", 0.3))))
                .containsExactly("orchestrator", "inventory");
    }

    @Test
    void whatStandsOutBesideWhatWasFeltWeighsWhatWasMeasuredOfIt() {
        Answer.Cause second =
                reconciled(cause("inventory", 0.95), cause("orchestrator", 0.3)).get(1);
        assertThat(second.score()).isEqualTo(0.3);
        assertThat(second.confidence()).isEqualTo("medium");
    }

    @Test
    void whatWasFeltBringsAboutIsEvidenceOfIt() {
        List<Answer.Cause> causes = reconciled(cause("inventory", 0.7), cause("orchestrator", 0.3), cause -> true);
        assertThat(services(causes)).containsExactly("inventory");
        assertThat(causes.get(0).evidence())
                .extracting(Answer.Evidence::text)
                .containsExactly("slow of inventory", "slow of orchestrator");
    }

    private static List<Answer.Cause> reconciled(Answer.Cause felt, Answer.Cause standingOut) {
        return reconciled(felt, standingOut, cause -> false);
    }

    private static List<Answer.Cause> reconciled(
            Answer.Cause felt, Answer.Cause standingOut, Predicate<Answer.Cause> broughtAbout) {
        Contrast.Found found = new Contrast.Found(
                Optional.empty(),
                List.of(standingOut),
                Set.of("inventory", "orchestrator"),
                Set.of(),
                Set.of(),
                Map.of(),
                false,
                10);
        return Reconciliation.of(List.of(felt), found, broughtAbout, 5);
    }

    private static List<String> services(List<Answer.Cause> causes) {
        return causes.stream().map(Answer.Cause::service).toList();
    }

    private static Answer.Cause cause(String service, double score) {
        return new Answer.Cause(
                1,
                score,
                "medium",
                "latency",
                service,
                "call",
                Map.of(),
                ONSET,
                score,
                "slow",
                List.of(new Answer.Evidence("self_time", 1, 2, 0.001, "slow of " + service)),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
