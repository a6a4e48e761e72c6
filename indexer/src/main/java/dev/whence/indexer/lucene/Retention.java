package dev.whence.indexer.lucene;

import dev.whence.model.Times;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the oldest records, by their age and by the size of the index. Segments hold stretches of time, so that whole
 * ones fall away and hardly any is rewritten. For one thread.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final LuceneIndex index;
    private final Optional<Duration> maxAge;
    private final OptionalLong maxBytes;
    private final InstantSource clock;

    Retention(LuceneIndex index, Optional<Duration> maxAge, OptionalLong maxBytes, InstantSource clock) {
        this.index = index;
        this.maxAge = maxAge;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Whether records were forgotten; they are gone for readers after the next refresh. */
    boolean apply() {
        if (maxAge.isEmpty() && maxBytes.isEmpty()) {
            return false;
        }
        List<LuceneIndex.Stretch> stretches = index.stretches();
        long keepFrom = Math.max(keptByAge(), keptBySize(stretches));
        if (stretches.stream().noneMatch(stretch -> stretch.oldestNanos() < keepFrom)) {
            return false;
        }
        LOG.info("Forgetting records before {}", Times.format(keepFrom));
        index.forgetBefore(keepFrom);
        return true;
    }

    private long keptByAge() {
        return maxAge.map(age -> TimeUnit.MILLISECONDS.toNanos(clock.millis()) - age.toNanos())
                .orElse(Long.MIN_VALUE);
    }

    /** Measured by what records still take, for deleted ones leave the disk only when their segment is rewritten. */
    private long keptBySize(List<LuceneIndex.Stretch> stretches) {
        double excess =
                stretches.stream().mapToDouble(LuceneIndex.Stretch::bytes).sum() - maxBytes.orElse(Long.MAX_VALUE);
        long keepFrom = Long.MIN_VALUE;
        List<LuceneIndex.Stretch> oldestFirst = stretches.stream()
                .sorted(Comparator.comparingLong(LuceneIndex.Stretch::newestNanos))
                .toList();
        for (LuceneIndex.Stretch stretch : oldestFirst) {
            if (excess <= 0) {
                break;
            }
            keepFrom = stretch.newestNanos() + 1;
            excess -= stretch.bytes();
        }
        return keepFrom;
    }
}
