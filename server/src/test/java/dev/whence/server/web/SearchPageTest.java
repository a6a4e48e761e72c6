package dev.whence.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Finding records. */
@ExtendWith(PagesExtension.class)
class SearchPageTest {
    private final Site site;

    SearchPageTest(Site site) {
        this.site = site;
    }

    private void seesTotal(Browser browser, long total) {
        browser.until(
                "a total of " + total, any -> digits(browser.text("#total")).equals("" + total) ? true : null);
    }

    private static String digits(String text) {
        return text.replaceAll("\\D", "");
    }

    @Test
    void everythingIsThereAtFirst() {
        Browser browser = site.open("/");
        seesTotal(browser, site.count(""));
        assertThat(browser.sees("[data-row]", 100)).isNotEmpty();
        assertThat(browser.all(".histogram .bar")).hasSizeGreaterThan(10);
        browser.sees(".facets button", "assistant");
    }

    @Test
    void aQueryFindsAndStaysInTheAddress() {
        Browser browser = site.open("/search");
        browser.write("#query", "stage:chat AND duration:>1s", Keys.ENTER);
        seesTotal(browser, site.count("stage:chat AND duration:>1s"));
        browser.seesPlace("q=stage%3Achat+AND+duration%3A%3E1s");
        assertThat(browser.all("td:nth-child(3)"))
                .extracting(WebElement::getText)
                .containsOnly("chat");
        browser.driver().navigate().refresh();
        seesTotal(browser, site.count("stage:chat AND duration:>1s"));
        assertThat(browser.sees("#query").getAttribute("value")).isEqualTo("stage:chat AND duration:>1s");
    }

    @Test
    void aBrokenQueryIsPointedAtAndWhatWasFoundStays() {
        Browser browser = site.open("/search?q=stage:chat");
        seesTotal(browser, site.count("stage:chat"));
        browser.write("#query", "stage:chat AND (status:ok", Keys.ENTER);
        assertThat(browser.text(".query-problem pre b")).isEqualTo("^");
        assertThat(browser.text(".query-problem p")).isNotEmpty().doesNotContain("Exception");
        assertThat(browser.all("[data-row]")).isNotEmpty();
        browser.write("#query", "stage:chat AND (status:ok)", Keys.ENTER);
        browser.seesNo(".query-problem pre");
        seesTotal(browser, site.count("stage:chat AND status:ok"));
    }

    @Test
    void whatMatchesNothingSaysSoAndOffersAWayOut() {
        Browser browser = site.open("/search?q=stage:nowhere");
        browser.sees("h2", "No record matches");
        browser.click(".results button", "Drop the query");
        seesTotal(browser, site.count(""));
    }

    @Test
    void aFacetNarrowsAndWidensAgain() {
        Browser browser = site.open("/search");
        browser.click(".facets button[title='status:error']");
        seesTotal(browser, site.count("status:error"));
        browser.sees(".facets button[title='status:error'][aria-pressed='true']");
        browser.click(".facets button[title='status:error']");
        seesTotal(browser, site.count(""));
    }

    @Test
    void aStretchOfTheHistogramIsZoomedInto() {
        Browser browser = site.open("/search");
        seesTotal(browser, site.count(""));
        browser.drag(".histogram svg", 0.4, 0.6);
        browser.click(".selected button", "Zoom in");
        browser.seesPlace("from=");
        browser.until("fewer records", any -> {
            String total = digits(browser.text("#total"));
            return !total.isEmpty() && Long.parseLong(total) < site.count("") / 2 ? true : null;
        });
    }

    @Test
    void aStretchOfTheHistogramIsExplained() {
        Browser browser = site.open("/search");
        seesTotal(browser, site.count(""));
        browser.drag(".histogram svg", 0.77, 0.99);
        browser.click("#explain-window");
        browser.seesPlace("/incident?");
        browser.sees(".cause.first");
    }

    @Test
    void namesAndValuesAreCompleted() {
        Browser browser = site.open("/search");
        browser.sees(".facets button");
        browser.write("#query", "cloud.reg");
        browser.sees("[role=option]", "cloud.region");
        browser.press(Keys.ARROW_DOWN, Keys.TAB);
        browser.press("ap-s");
        browser.sees("[role=option]", "ap-south");
        browser.press(Keys.ARROW_DOWN, Keys.ENTER);
        browser.press(Keys.ESCAPE, Keys.ENTER);
        String written = String.valueOf(browser.sees("#query").getAttribute("value"));
        assertThat(written).startsWith("cloud.region:ap-south");
        seesTotal(browser, site.count(written.trim()));
    }

    @Test
    void furtherRecordsAreLoadedOnDemand() {
        Browser browser = site.open("/search");
        browser.sees("[data-row]", 100);
        browser.click("#more");
        browser.sees("[data-row]", 200);
    }

    @Test
    void aRecordOpensAndItsValuesGoIntoTheQuery() {
        Browser browser = site.open("/search?q=stage:chat");
        browser.click("[data-row='0']");
        browser.sees(".record-detail .content h3", "Input");
        browser.sees(".record-detail .content h3", "Output");
        browser.pointAndClick(".record-detail [aria-label='Only records with this gen_ai.request.model']");
        browser.seesPlace("gen_ai.request.model");
    }

    @Test
    void theKeyboardWalksRecordsAndLeadsToTheTrace() {
        Browser browser = site.open("/search?q=stage:chat");
        browser.sees("[data-row='1']");
        browser.press("j");
        browser.sees(".record.current");
        browser.press("j", "o");
        browser.sees("[data-row='1'][aria-expanded='true']");
        browser.press("t");
        browser.sees(".waterfall-row.selected", "chat");
        browser.press("/");
        browser.seesPlace("/trace/");
    }

    @Test
    void whatArrivesIsSeenAtOnceAndOnlyAsText() {
        Browser browser = site.open("/search?q=service:tail-test&range=all");
        browser.click("#tail");
        browser.sees("h2", "Waiting for records");
        String line = "{\"timestamp\":\"" + site.scenario().onset()
                + "\",\"service\":\"tail-test\",\"message\":\"<img src=x onerror=alert(1)>\"}";
        browser.until("the record which arrives", any -> {
            site.server().take(line);
            return browser.all(".says").isEmpty() ? null : true;
        });
        assertThat(browser.text(".says")).contains("<img src=x onerror=alert(1)>");
        browser.click("#tail");
        browser.sees(".note", "Newest first");
    }

    @Test
    void anAddressWithoutSenseIsExplained() {
        Browser browser = site.open("/search?from=yesterday&to=tomorrow");
        browser.sees("[role=alert]", "time");
        browser.click(".timerange button", "All");
        seesTotal(browser, site.count(""));
        site.open("/nothing/%E0%A4%A");
        seesTotal(browser, site.count(""));
    }
}
