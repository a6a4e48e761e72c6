package dev.whence.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.fixtures.Scenario;
import dev.whence.indexer.Queries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.OutputType;
import tools.jackson.databind.JsonNode;

/** Draws the pictures of the documentation into the folder that {@code whence.screenshots} names. */
@ExtendWith(PagesExtension.class)
@EnabledIfSystemProperty(named = "whence.screenshots", matches = ".+", disabledReason = "pictures are drawn on demand")
class ScreenshotsTest {
    private static final int MOST_BYTES = 300_000;

    private final Path folder = Path.of(System.getProperty("whence.screenshots", ""));

    @Test
    void thePicturesOfTheDocumentation() throws IOException {
        Files.createDirectories(folder);
        Scenario scenario = Site.slowRegion()
                .lasting(Duration.ofMinutes(24), Duration.ofMinutes(8))
                .withRate(2);
        try (Site site = new Site(scenario)) {
            String incident = "/incident?range=all&explain=1&ifrom=" + scenario.onset() + "&ito=" + scenario.end();
            String slow = "service:" + Queries.quote(site.truth().place().service()) + " AND stage:"
                    + Queries.quote(site.truth().place().stage());
            JsonNode span = site.first(slow, "-duration");
            String trace = "/trace/" + span.path("trace_id").asString() + "?span="
                    + span.path("span_id").asString();
            for (int width : new int[] {1440, 800}) {
                for (String theme : new String[] {"", "-dark"}) {
                    String suffix = (width == 1440 ? "" : "-" + width) + theme;
                    Browser browser = site.open("/search?range=all&q=gen_ai.request.model:*");
                    setUp(browser, width, theme);
                    site.open("/search?range=all");
                    browser.sees("[data-row]", 100);
                    draw(browser, "search" + suffix);
                    site.open(trace);
                    browser.sees(".span-panel");
                    draw(browser, "trace" + suffix);
                    site.open(incident);
                    browser.sees(".cause.first .stage-chart svg .line path");
                    browser.sees(".anomalies li, .anomalies p");
                    browser.driver().executeScript("scrollTo(0, 0)");
                    draw(browser, "incident" + suffix);
                }
            }
        }
    }

    private static void setUp(Browser browser, int width, String theme) {
        browser.sees("#theme");
        browser.driver()
                .executeScript(
                        "localStorage.setItem('whence.theme', arguments[0])", theme.isEmpty() ? "light" : "dark");
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    private void draw(Browser browser, String name) throws IOException {
        browser.seesNo(".busy");
        byte[] picture = browser.driver().getScreenshotAs(OutputType.BYTES);
        Files.write(folder.resolve(name + ".png"), picture);
        assertThat(picture.length).as(name).isLessThan(MOST_BYTES);
    }
}
