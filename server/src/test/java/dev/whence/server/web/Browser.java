package dev.whence.server.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What a reader does with the pages: look, click, type, drag. Everything waits until the page is so far. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GLANCE = Duration.ofMillis(40);

    private final ChromeDriver driver;

    Browser(Path profile) {
        this.driver = Chromium.start(profile);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Opens an address as if it was typed into a new tab. */
    void open(String url) {
        driver.get("about:blank");
        driver.get(url);
    }

    /** What stands behind {@code #} in the address, decoded by nobody. */
    String place() {
        String url = String.valueOf(driver.getCurrentUrl());
        return url.substring(url.indexOf('#') + 1);
    }

    void seesPlace(String part) {
        until("an address with " + part, any -> place().contains(part) ? true : null);
    }

    WebElement sees(String css) {
        return until(css, any -> {
            WebElement found = driver.findElement(By.cssSelector(css));
            return found.isDisplayed() ? found : null;
        });
    }

    /** Waits for an element with this text in it. */
    WebElement sees(String css, String text) {
        return until(css + " with " + text, any -> all(css).stream()
                .filter(found -> found.getText().contains(text))
                .findFirst()
                .orElse(null));
    }

    /** Waits for so many elements. */
    List<WebElement> sees(String css, int count) {
        return until(count + " of " + css, any -> {
            List<WebElement> found = all(css);
            return found.size() == count ? found : null;
        });
    }

    void seesNo(String css) {
        until("no " + css, any -> all(css).isEmpty() ? true : null);
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String text(String css) {
        return sees(css).getText();
    }

    void click(String css) {
        until("to click " + css, any -> {
            driver.findElement(By.cssSelector(css)).click();
            return true;
        });
    }

    void click(String css, String text) {
        until("to click " + css + " with " + text, any -> {
            sees(css, text).click();
            return true;
        });
    }

    /** Clicks what shows only while the pointer is there. */
    void pointAndClick(String css) {
        until("to point at " + css, any -> {
            new Actions(driver)
                    .moveToElement(driver.findElement(By.cssSelector(css)))
                    .click()
                    .perform();
            return true;
        });
    }

    /** Writes into a field in place of what stood there. */
    void write(String css, CharSequence... keys) {
        WebElement field = sees(css);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(keys);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Drags over an element from one share of its width to another. */
    void drag(String css, double from, double to) {
        WebElement element = sees(css);
        int width = element.getSize().getWidth();
        new Actions(driver)
                .moveToElement(element, (int) ((from - 0.5) * width), 0)
                .clickAndHold()
                .moveToElement(element, (int) (((from + to) / 2 - 0.5) * width), 0)
                .moveToElement(element, (int) ((to - 0.5) * width), 0)
                .release()
                .perform();
    }

    /** Warnings and errors since the last call, among them what the content security policy forbade. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !isRefusal(message))
                .toList();
    }

    /** The browser itself notes every 4xx of the API; the pages put it into words. */
    private static boolean isRefusal(String message) {
        return message.contains("/api/v1/") && message.contains("responded with a status of 4");
    }

    <T> T until(String what, Function<Browser, T> condition) {
        T result = new WebDriverWait(driver, PATIENCE, GLANCE)
                .ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
                .ignoring(ElementNotInteractableException.class)
                .withMessage(() -> "waited for " + what + " on " + driver.getCurrentUrl() + ", which shows\n"
                        + driver.findElement(By.tagName("body")).getText())
                .until(any -> condition.apply(this));
        return Objects.requireNonNull(result);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
