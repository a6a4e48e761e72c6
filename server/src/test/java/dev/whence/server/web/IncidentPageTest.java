package dev.whence.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Explaining a window of time. */
@ExtendWith(PagesExtension.class)
class IncidentPageTest {
    private static final String CHART = ".charts figure:first-child svg";

    private final Site site;

    IncidentPageTest(Site site) {
        this.site = site;
    }

    private String window(Instant from, Instant to) {
        return "ifrom=" + from + "&ito=" + to;
    }

    @Test
    void aDraggedWindowIsExplainedDownToATraceThatShowsIt() {
        Browser browser = site.open("/incident?range=all");
        browser.sees(CHART);
        assertThat(browser.sees("#explain").isEnabled()).isFalse();
        browser.drag(CHART, 0.77, 0.985);
        browser.sees("#incident-window");
        browser.seesPlace("ifrom=");
        browser.click("#explain");
        browser.sees(".symptom");
        assertThat(browser.text(".cause.first .chips"))
                .contains(site.truth().place().stage(), site.truth().place().service());
        assertThat(browser.all(".cause.first .evidence li")).isNotEmpty();
        browser.sees(".cause.first .stage-chart svg");
        browser.click(".cause.first a[href^='#/trace/']");
        browser.sees("[role=treeitem]", site.truth().place().stage());
    }

    @Test
    void theKeyboardAloneExplains() {
        Browser browser = site.open("/incident?range=all");
        browser.sees(CHART);
        browser.driver().executeScript("document.querySelector(arguments[0]).focus()", CHART);
        String[] fourMinutes = new String[24];
        Arrays.fill(fourMinutes, Keys.chord(Keys.SHIFT, Keys.ARROW_LEFT));
        browser.press(fourMinutes);
        browser.sees(".chart .selection");
        browser.press(Keys.ENTER);
        browser.sees("#incident-window");
        browser.press("e");
        browser.sees("#answer");
    }

    @Test
    void aHealthyWindowHasNoCauses() {
        Browser browser = site.open("/incident?range=all&explain=1&"
                + window(
                        site.scenario().onset().minusSeconds(240),
                        site.scenario().onset()));
        browser.sees("#answer h2", "Nothing changed beyond chance");
        browser.seesNo(".cause");
    }

    @Test
    void aWindowThatEndsBeforeItBeginsIsRefusedInWords() {
        Browser browser = site.open("/incident?range=all&explain=1&"
                + window(site.scenario().end(), site.scenario().onset()));
        assertThat(browser.text("[role=alert]")).isNotEmpty().doesNotContain("Exception");
        site.open("/incident?range=all&explain=1&ifrom=now&ito=then");
        browser.sees(CHART);
        assertThat(browser.sees("#explain").isEnabled()).isFalse();
    }

    @Test
    void anotherStageIsWatched() {
        Browser browser = site.open("/incident?range=all");
        browser.sees(CHART);
        WebElement stages = browser.sees("#stage");
        new Select(stages).selectByVisibleText("chat · assistant");
        browser.seesPlace("stage=chat");
        browser.sees(CHART);
    }

    @Test
    void theBaselineIsChosenByHandAndGivenUpAgain() {
        Browser browser = site.open("/incident?range=all");
        browser.sees(CHART);
        browser.click(".segments button", "Drag: baseline");
        browser.drag(CHART, 0.2, 0.5);
        browser.seesPlace("bfrom=");
        browser.click(".link", "find it instead");
        browser.sees(".question", "found: the healthy time before");
    }

    @Test
    void whatTheDetectorsFlaggedIsListed() {
        Browser browser = site.open("/incident?range=all&"
                + window(site.scenario().onset(), site.scenario().end()));
        browser.sees(".anomalies li .reason");
        browser.click(".anomalies li a");
        browser.sees("[role=treeitem]");
    }
}
