package dev.whence.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What stands around the pages: navigation, help, theme, and the first steps with an empty store. */
@ExtendWith(PagesExtension.class)
class FrameTest {
    private final Site site;

    FrameTest(Site site) {
        this.site = site;
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        assertThat(site.server().get("/").header("Content-Security-Policy")).contains("default-src 'self'");
        Browser browser = site.open("/search");
        browser.sees("[data-row]", 100);
        Object foreign = browser.driver()
                .executeScript("return performance.getEntriesByType('resource').map(each => each.name)"
                        + ".filter(name => !name.startsWith(location.origin)).join()");
        assertThat(foreign).isEqualTo("");
    }

    @Test
    void theQuestionMarkListsTheKeys() {
        Browser browser = site.open("/search");
        browser.sees("[data-row]", 100);
        browser.press("?");
        browser.sees("dialog[open] h2", "Keyboard");
        browser.press(Keys.ESCAPE);
        browser.seesNo("dialog[open]");
        browser.press("/");
        browser.press("?");
        assertThat(browser.sees("#query").getAttribute("value")).isEqualTo("?");
    }

    @Test
    void theSpanOfTimeGoesAlongToTheOtherPage() {
        Browser browser = site.open("/search?range=all");
        browser.click("nav a", "Incident");
        browser.seesPlace("/incident?range=all");
        browser.sees(".charts svg");
    }

    @Test
    void theThemeIsKept() {
        Browser browser = site.open("/search");
        Object before = browser.driver().executeScript("return getComputedStyle(document.body).backgroundColor");
        browser.click("#theme");
        browser.driver().navigate().refresh();
        browser.sees("#theme");
        assertThat(browser.driver().executeScript("return getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(before);
        browser.driver().executeScript("localStorage.clear()");
    }

    @Test
    void anEmptyStoreShowsTheFirstSteps(@TempDir Path folder) {
        try (TestServer empty = TestServer.start(folder)) {
            Browser browser = site.browser();
            browser.open(empty.url());
            browser.sees("h2", "ship the first log");
            assertThat(browser.text("pre")).contains(empty.url() + "/api/v1/records");
            empty.take("{\"service\":\"assistant\",\"stage\":\"chat\",\"duration\":1.2,\"message\":\"hello\"}");
            browser.click("button", "Look again");
            browser.sees(".says", "hello");
            browser.open("about:blank");
        }
    }
}
