package dev.whence.server.api;

import dev.whence.analyzer.quality.LabelQuality;
import dev.whence.analyzer.quality.QualityAnswer;
import dev.whence.analyzer.quality.QualityGroup;
import dev.whence.analyzer.quality.QualityQuestion;
import dev.whence.indexer.Selection;
import dev.whence.indexer.TraceStore;
import dev.whence.model.Times;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;

/** Tells what scores say of models, prompts and retrievals. */
final class QualityRoutes {
    /** Each holds the scores of a stretch of time in memory. */
    private static final int AT_A_TIME = 2;

    private static final int MOST_FIELDS = 3;
    private static final int MOST_BUCKETS = 20_000;
    private static final int MOST_CUTOFFS = 5;
    private static final int MOST_DOCUMENTS = 100;

    private final LabelQuality quality;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    QualityRoutes(TraceStore store) {
        this.quality = new LabelQuality(store);
    }

    List<Route> routes() {
        return List.of(Route.get(
                        "/api/v1/quality",
                        "Scores by name and by what the spans of their traces say: mean; where labels are expected"
                                + " accuracy, precision, recall and F1; where relevant documents are named precision,"
                                + " recall, hit rate and nDCG of what was retrieved, and mean reciprocal rank.",
                        this::quality)
                .with(
                        Parameter.text(
                                "q",
                                "Only scores that match it, or of whose trace a span does; in the query language."),
                        Parameter.FROM,
                        Parameter.TO,
                        Parameter.text("name", "Only scores of this name."),
                        Parameter.text(
                                "by", "One to three fields, between commas; by default model and prompt version."),
                        Parameter.text(
                                "interval",
                                "Also in stretches of time so long, by when scores were given: `1h`, `1d` or seconds."),
                        Parameter.text(
                                "k",
                                "How many of the documents that a retrieval returned are looked at; up to five numbers"
                                        + " from 1 to 100 between commas, by default `1,3,5,10`."))
                .answering(
                        Route.Answer.ok(
                                "One entry for each name and combination of values.", Route.Content.json("Quality")),
                        Route.Answer.problem(400, "A parameter cannot be read.")));
    }

    private void quality(Context exchange, Parameters parameters) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Selection window = parameters.selection();
        List<String> by = parameters.list("by").stream().distinct().toList();
        if (by.size() > MOST_FIELDS) {
            throw Problem.badRequest(
                    "by takes " + MOST_FIELDS + " fields at most; leave out some of " + String.join(", ", by));
        }
        OptionalLong interval = parameters.duration("interval");
        QualityQuestion question = new QualityQuestion(
                window.fromNanos(),
                window.toNanos(),
                window.query(),
                parameters.text("name"),
                by.isEmpty() ? LabelQuality.MODEL_AND_PROMPT : by,
                interval,
                cutoffs(parameters.list("k")));
        QualityAnswer answer;
        turns.acquire();
        try {
            answer = quality.analyze(question);
        } finally {
            turns.release();
        }
        long buckets = answer.groups().stream()
                .mapToLong(group -> group.buckets().size())
                .sum();
        if (buckets > MOST_BUCKETS) {
            throw Problem.badRequest("interval cuts these scores into " + buckets + " buckets, more than "
                    + MOST_BUCKETS + "; make it wider");
        }
        Json.answer(exchange, json -> write(json, answer, interval.isPresent(), started));
    }

    private static List<Integer> cutoffs(List<String> given) {
        if (given.isEmpty()) {
            return LabelQuality.CUTOFFS;
        }
        List<Integer> cutoffs = new ArrayList<>();
        for (String one : given) {
            try {
                cutoffs.add(Integer.valueOf(one));
            } catch (NumberFormatException e) {
                throw badCutoffs(one);
            }
        }
        for (int one : cutoffs) {
            if (one < 1 || one > MOST_DOCUMENTS) {
                throw badCutoffs(String.valueOf(one));
            }
        }
        if (cutoffs.size() > MOST_CUTOFFS) {
            throw Problem.badRequest(
                    "k takes " + MOST_CUTOFFS + " numbers at most; leave out some of " + String.join(", ", given));
        }
        return cutoffs;
    }

    private static Problem badCutoffs(String given) {
        return Problem.badRequest("k is a whole number from 1 to " + MOST_DOCUMENTS
                + ", or several between commas; not \"" + given + "\"");
    }

    private static void write(JsonGenerator json, QualityAnswer answer, boolean timed, long started) {
        json.writeName("by");
        Json.value(json, answer.by());
        json.writeArrayPropertyStart("groups");
        answer.groups().forEach(group -> group(json, group, timed));
        json.writeEndArray();
        json.writeObjectPropertyStart("examined");
        QualityAnswer.Examined examined = answer.examined();
        json.writeNumberProperty("scores", examined.scores());
        json.writeNumberProperty("without_trace", examined.withoutTrace());
        json.writeNumberProperty("in_several", examined.inSeveral());
        json.writeNumberProperty("without_retrieval", examined.withoutRetrieval());
        json.writeNumberProperty("groups_left_out", examined.groupsLeftOut());
        json.writeBooleanProperty("sampled", examined.sampled());
        Json.took(json, started);
        json.writeEndObject();
    }

    private static void group(JsonGenerator json, QualityGroup group, boolean timed) {
        json.writeStartObject();
        json.writeStringProperty("score", group.score());
        json.writeName("values");
        Json.value(json, group.values());
        figures(json, group.all());
        if (timed) {
            json.writeArrayPropertyStart("buckets");
            for (QualityGroup.Bucket bucket : group.buckets()) {
                json.writeStartObject();
                json.writeStringProperty("time", Times.format(bucket.startNanos()));
                figures(json, bucket.figures());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void figures(JsonGenerator json, QualityGroup.Figures figures) {
        json.writeNumberProperty("count", figures.count());
        json.writeNumberProperty("valued", figures.valued());
        Json.number(json, "mean", figures.mean());
        figures.labels().ifPresent(labels -> labels(json, labels));
        figures.retrieval().ifPresent(retrieval -> retrieval(json, retrieval));
    }

    private static void retrieval(JsonGenerator json, QualityGroup.Retrieval retrieval) {
        json.writeObjectPropertyStart("retrieval");
        json.writeNumberProperty("count", retrieval.count());
        Json.number(json, "returned", retrieval.returned());
        Json.number(json, "relevant", retrieval.relevant());
        Json.number(json, "mrr", retrieval.reciprocalRank());
        json.writeArrayPropertyStart("at");
        for (QualityGroup.AtCutoff at : retrieval.at()) {
            json.writeStartObject();
            json.writeNumberProperty("k", at.k());
            Json.number(json, "precision", at.precision());
            Json.number(json, "recall", at.recall());
            Json.number(json, "hit_rate", at.hitRate());
            Json.number(json, "ndcg", at.ndcg());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void labels(JsonGenerator json, QualityGroup.Labelled labels) {
        json.writeObjectPropertyStart("labels");
        json.writeNumberProperty("count", labels.count());
        Json.number(json, "accuracy", labels.accuracy());
        Json.number(json, "macro_f1", labels.macroF1());
        json.writeArrayPropertyStart("classes");
        for (QualityGroup.ClassFigures one : labels.classes()) {
            json.writeStartObject();
            json.writeStringProperty("label", one.label());
            json.writeNumberProperty("expected", one.expected());
            json.writeNumberProperty("given", one.given());
            Json.number(json, "precision", one.precision());
            Json.number(json, "recall", one.recall());
            Json.number(json, "f1", one.f1());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("classes_left_out", labels.classesLeftOut());
        json.writeEndObject();
    }
}
