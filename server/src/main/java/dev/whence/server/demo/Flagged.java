package dev.whence.server.demo;

import dev.whence.server.cli.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Watches over HTTP what the detectors flag, and tells of each kind at each stage once: when it comes clearly more often
 * than while all was well. For one thread.
 */
final class Flagged {
    private static final String FLAGGED = "_exists_:anomaly.kind";
    private static final double CLEARLY = 4;
    private static final long FEWEST = 5;

    private final ApiClient client;
    private final Instant onset;
    private final Duration healthy;
    private final Map<Place, Long> usual = new LinkedHashMap<>();
    private final Map<Place, Flag> told = new LinkedHashMap<>();
    private boolean usualKnown;

    private record Place(String kind, String service, String stage) {}

    /**
     * Something that is flagged more often now.
     *
     * @param count how many records so far
     * @param reason of the latest
     * @param at when the latest happened
     */
    record Flag(String kind, String service, String stage, long count, String reason, String at) {}

    /**
     * Watches an incident.
     *
     * @param onset when it began
     * @param healthy how long all was well before that
     */
    Flagged(ApiClient client, Instant onset, Duration healthy) {
        this.client = client;
        this.onset = onset;
        this.healthy = healthy;
    }

    /** What has come to stand out since the last call, at that time. */
    List<Flag> news(Instant now) {
        if (!now.isAfter(onset)) {
            return List.of();
        }
        if (!usualKnown) {
            usual.putAll(counts(onset.minus(healthy), onset));
            usualKnown = true;
        }
        List<Flag> news = new ArrayList<>();
        double share = Duration.between(onset, now).toMillis() / (double) Math.max(1, healthy.toMillis());
        counts(onset, now).forEach((place, count) -> {
            double expected = (usual.getOrDefault(place, 0L) + 1) * share;
            if (count >= FEWEST && count >= CLEARLY * expected) {
                Flag before = told.get(place);
                Flag flag = before == null ? latest(place, count) : withCount(before, count);
                told.put(place, flag);
                if (before == null) {
                    news.add(flag);
                }
            }
        });
        return news;
    }

    /** All that stood out, in the order in which it did, with the counts of the last look. */
    List<Flag> all() {
        return List.copyOf(told.values());
    }

    /** Which share of the records in a span of time was flagged. */
    double share(Instant from, Instant to) {
        return total(FLAGGED, from, to) / (double) Math.max(1, total("", from, to));
    }

    private long total(String query, Instant from, Instant to) {
        JsonNode page = client.get(
                "/api/v1/search", Map.of("q", query, "from", from.toString(), "to", to.toString(), "limit", "0"));
        return page.path("total").asLong(0);
    }

    private Map<Place, Long> counts(Instant from, Instant to) {
        JsonNode answer = client.get(
                "/api/v1/aggregate",
                Map.of("q", FLAGGED, "from", from.toString(), "to", to.toString(), "by", "anomaly.kind,service,stage"));
        Map<Place, Long> counts = new LinkedHashMap<>();
        for (JsonNode bucket : answer.path("buckets")) {
            JsonNode key = bucket.path("key");
            counts.put(
                    new Place(
                            key.path("anomaly.kind").asString(""),
                            key.path("service").asString(""),
                            key.path("stage").asString("")),
                    Math.round(bucket.path("count").asDouble(0)));
        }
        return counts;
    }

    private Flag latest(Place place, long count) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("from", onset.toString());
        parameters.put("limit", "1");
        parameters.put("kind", place.kind());
        if (!place.service().isEmpty()) {
            parameters.put("service", place.service());
        }
        if (!place.stage().isEmpty()) {
            parameters.put("stage", place.stage());
        }
        JsonNode latest =
                client.get("/api/v1/anomalies", parameters).path("anomalies").path(0);
        return new Flag(
                place.kind(),
                place.service(),
                place.stage(),
                count,
                latest.path("reason").asString(""),
                latest.path("timestamp").asString(""));
    }

    private static Flag withCount(Flag flag, long count) {
        return new Flag(flag.kind(), flag.service(), flag.stage(), count, flag.reason(), flag.at());
    }
}
