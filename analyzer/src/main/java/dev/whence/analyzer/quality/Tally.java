package dev.whence.analyzer.quality;

import dev.whence.model.Names;
import dev.whence.model.Record;
import java.util.List;
import java.util.Optional;

/** What some scores say together. Mutable, for one thread. */
final class Tally {
    private final Labels labels = new Labels();
    private final Ranking ranking;
    private long count;
    private long valued;
    private double sum;

    Tally(List<Integer> cutoffs) {
        this.ranking = new Ranking(cutoffs);
    }

    /** @param retrieved what the judged retrieval returned; empty where the score judges none */
    void add(Record score, Optional<List<String>> retrieved) {
        count++;
        double value = Scores.value(score);
        if (!Double.isNaN(value)) {
            valued++;
            sum += value;
        }
        retrieved.ifPresent(ids -> ranking.add(ids, Relevant.of(score, ids)));
        String label = score.text(Names.SCORE_LABEL);
        String expected = score.text(Names.SCORE_EXPECTED);
        if (retrieved.isEmpty() && !label.isBlank() && !expected.isBlank()) {
            labels.add(label, expected);
        }
    }

    QualityGroup.Figures figures() {
        return new QualityGroup.Figures(
                count,
                valued,
                valued == 0 ? Double.NaN : sum / valued,
                labels.count() == 0 ? Optional.empty() : Optional.of(labels.figures()),
                ranking.count() == 0 ? Optional.empty() : Optional.of(ranking.figures()));
    }
}
