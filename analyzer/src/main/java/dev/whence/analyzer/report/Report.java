package dev.whence.analyzer.report;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Facts;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers in words: as plain text for a terminal and as Markdown for a ticket. */
public final class Report {
    private static final String NOTHING = "Nothing changed beyond chance.";

    private Report() {}

    /** The answer as plain text, lines up to about a hundred characters where sentences allow. */
    public static String text(Answer answer) {
        StringBuilder text = new StringBuilder();
        if (answer.symptom().isEmpty()) {
            text.append(NOTHING).append('\n');
        }
        answer.symptom()
                .ifPresent(symptom ->
                        text.append("Symptom: ").append(symptom(symptom)).append("\n\n"));
        for (Answer.Cause cause : answer.causes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d. %s  [%s, confidence %s, score %.2f]%n   %s%n",
                    cause.rank(),
                    place(cause),
                    cause.kind(),
                    cause.confidence(),
                    cause.score(),
                    cause.statement()));
            for (Answer.Evidence fact : cause.evidence()) {
                text.append("   - ").append(fact.text()).append(chance(fact)).append('\n');
            }
            for (String step : cause.next()) {
                text.append("   > ").append(step).append('\n');
            }
            text.append('\n');
        }
        text.append(examined(answer.examined())).append('\n');
        return text.toString();
    }

    /** The answer as Markdown with a heading for each cause. */
    public static String markdown(Answer answer) {
        StringBuilder text = new StringBuilder("# Root causes\n\n");
        if (answer.symptom().isEmpty()) {
            text.append(NOTHING).append("\n\n");
        }
        answer.symptom().ifPresent(symptom -> text.append("**Symptom:** ")
                .append(escaped(symptom(symptom)))
                .append("\n\n"));
        for (Answer.Cause cause : answer.causes()) {
            text.append("## ")
                    .append(cause.rank())
                    .append(". ")
                    .append(escaped(place(cause)))
                    .append("\n\n");
            text.append(escaped(cause.statement())).append("\n\n");
            text.append(String.format(
                    Locale.ROOT,
                    "Kind %s, confidence %s, score %.2f, explains %s.%n%n",
                    cause.kind(),
                    cause.confidence(),
                    cause.score(),
                    Facts.percent(cause.explains())));
            text.append("| evidence | before | after | p |\n|---|---:|---:|---:|\n");
            for (Answer.Evidence fact : cause.evidence()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %.4g | %.4g | %.1e |%n",
                        escaped(fact.text()),
                        fact.before(),
                        fact.after(),
                        fact.pValue()));
            }
            text.append('\n');
            for (String step : cause.next()) {
                text.append("- `").append(step.replace("`", "'")).append("`\n");
            }
            if (!cause.traces().isEmpty()) {
                text.append("- traces: ")
                        .append(cause.traces().stream()
                                .map(trace -> "`" + trace + "`")
                                .collect(Collectors.joining(", ")))
                        .append('\n');
            }
            text.append('\n');
        }
        text.append(examined(answer.examined())).append('\n');
        return text.toString();
    }

    private static String symptom(Answer.Symptom symptom) {
        String stage = symptom.stage().isEmpty() ? symptom.service() : symptom.stage();
        return String.format(
                Locale.ROOT,
                "%s at %s: %s went from %.4g to %.4g at %s",
                symptom.kind(),
                stage,
                symptom.signal(),
                symptom.before(),
                symptom.after(),
                symptom.startedAt());
    }

    private static String place(Answer.Cause cause) {
        String place = cause.service().isEmpty()
                ? cause.stage()
                : cause.stage().isEmpty() ? cause.service() : cause.service() + " / " + cause.stage();
        String attributes = cause.attributes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return attributes.isEmpty() ? place : place + " (" + attributes + ")";
    }

    private static String chance(Answer.Evidence fact) {
        return fact.pValue() >= 1 ? "" : String.format(Locale.ROOT, " (p = %.1e)", fact.pValue());
    }

    private static String examined(Answer.Examined examined) {
        return String.format(
                Locale.ROOT,
                "Examined %,d traces, %,d spans and %,d log lines%s in %.2f s.",
                examined.traces(),
                examined.spans(),
                examined.logs(),
                examined.sampled() ? " (a sample)" : "",
                examined.took());
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
