package dev.whence.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.analyzer.contrast.Contrast;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static List<Answer.Cause> reconciled(Answer.Cause felt, Answer.Cause standingOut) {
        Contrast.Found found = new Contrast.Found(
                Optional.empty(),
                List.of(standingOut),
                Set.of("inventory", "orchestrator"),
                Set.of(),
                Set.of(),
                false,
                10);
        return Reconciliation.of(List.of(felt), found, 5);
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
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
