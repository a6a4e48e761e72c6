package dev.whence.analyzer.contrast;

import dev.whence.anomaly.templates.TemplateMiner;
import dev.whence.indexer.Table;
import dev.whence.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which log lines come from the same statement: those of the same place in the code where a line names it, else
 * those of the same template. Templates got more general while they were learned, so the more special ones are taken
 * for the general ones that they match.
 */
final class LogLines {
    private static final int MOST_TEMPLATES = 5000;
    private static final int LONGEST = 160;
    private static final String VARIABLE = "<*>";
    private static final Pattern CODE = Pattern.compile(
            "(?:^|[\\s\\[(])([\\p{L}_$][\\w$.]*[\\w$]#\\d{1,5}|[\\w$-]+\\.(?:java|kt|scala|py|go|js|ts|rb|rs|cs|php):\\d{1,5})");

    private final Map<String, String> statements = new HashMap<>();

    /** @param tables log lines with their templates */
    LogLines(List<Table> tables) {
        List<String> templates = new ArrayList<>();
        for (Table table : tables) {
            for (String template : table.texts(Names.LOG_TEMPLATE).dictionary()) {
                if (statements.putIfAbsent(template, "") == null) {
                    templates.add(template);
                }
            }
        }
        templates.sort(
                Comparator.comparingInt(LogLines::variables).reversed().thenComparing(Comparator.naturalOrder()));
        TemplateMiner miner = new TemplateMiner(MOST_TEMPLATES);
        for (String template : templates) {
            Matcher code = CODE.matcher(template);
            statements.put(
                    template, code.find() ? code.group(1) : miner.add(template).text());
        }
    }

    /** A name for the statement which wrote a line of the template. */
    String statement(String template) {
        String statement = statements.getOrDefault(template, template);
        return statement.length() <= LONGEST ? statement : statement.substring(0, LONGEST);
    }

    private static int variables(String template) {
        int count = 0;
        for (int at = template.indexOf(VARIABLE); at >= 0; at = template.indexOf(VARIABLE, at + 1)) {
            count++;
        }
        return count;
    }
}
