package dev.whence.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.indexer.Queries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** Reading one trace. */
@ExtendWith(PagesExtension.class)
class TracePageTest {
    private final Site site;

    TracePageTest(Site site) {
        this.site = site;
    }

    private Browser openTraceOf(JsonNode record) {
        return site.open("/trace/" + record.path("trace_id").asString() + "?span="
                + record.path("span_id").asString());
    }

    @Test
    void everySpanStandsInTheWaterfallAndOneIsSelected() {
        JsonNode chat = site.first("stage:chat AND status:ok", "timestamp");
        Browser browser = openTraceOf(chat);
        JsonNode trace = site.server()
                .get("/api/v1/traces/" + chat.path("trace_id").asString())
                .json();
        browser.sees("[role=treeitem]", trace.path("spans").size());
        browser.sees(".waterfall-row.selected .stage", "chat");
        browser.sees(".waterfall-row.critical");
        assertThat(browser.text(".loglines")).contains("tokens");
    }

    @Test
    void aModelCallShowsItsPromptItsAnswerAndItsTokens() {
        JsonNode chat = site.first("stage:chat AND status:ok", "timestamp");
        Browser browser = openTraceOf(chat);
        browser.sees(".span-panel h2", "chat");
        assertThat(browser.text(".span-panel"))
                .contains(
                        "Input",
                        "Output",
                        "Tokens in",
                        chat.path("gen_ai.request.model").asString());
        browser.click(".waterfall-row .stage", "model.route");
        browser.sees(".span-panel h2", "model.route");
        browser.seesNo(".span-panel .content");
    }

    @Test
    void theKeyboardWalksAndFolds() {
        Browser browser = openTraceOf(site.first("stage:chat AND status:ok", "timestamp"));
        browser.sees(".waterfall-row.selected").sendKeys(Keys.HOME);
        int all = browser.all("[role=treeitem]").size();
        browser.sees(".waterfall-row.selected[aria-level='1']");
        browser.press(Keys.ARROW_LEFT);
        browser.sees("[role=treeitem]", 1);
        browser.press(Keys.ARROW_RIGHT);
        browser.sees("[role=treeitem]", all);
        browser.press("j");
        browser.sees(".waterfall-row.selected[aria-level='2']");
    }

    @Test
    void aSlowRequestIsExplainedAgainstItsPeers() {
        String place = "service:" + Queries.quote(site.truth().place().service()) + " AND stage:"
                + Queries.quote(site.truth().place().stage());
        Browser browser = openTraceOf(site.first(place, "-duration"));
        browser.click("#why");
        browser.sees("#answer .cause.first");
        browser.seesPlace("why=1");
        assertThat(browser.text("#answer")).contains(site.truth().place().stage());
    }

    @Test
    void whatFailedIsSelectedFirstAndShowsItsError() {
        JsonNode failed = site.first("status:error AND _exists_:error.message", "timestamp");
        Browser browser = site.open("/trace/" + failed.path("trace_id").asString());
        browser.sees(".waterfall-row.selected.error");
        browser.sees(".span-panel .error-of");
        browser.sees("#why", "Why did this fail?");
    }

    @Test
    void anUnknownTraceIsSaidToBeUnknown() {
        Browser browser = site.open("/trace/ffffffffffffffffffffffffffffffff");
        browser.sees("h2", "No such trace");
        browser.sees("code", "ffffffffffffffffffffffffffffffff");
        browser.click("button", "Look again");
        browser.sees("h2", "No such trace");
    }

    @Test
    void noTraceAtAllLeadsToTheSearch() {
        Browser browser = site.open("/trace");
        browser.sees("h2", "Which trace?");
        browser.click("main a", "Search");
        browser.seesPlace("/search");
    }
}
