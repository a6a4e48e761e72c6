package dev.whence.appender;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.util.Duration;

/**
 * A program of its own that logs and ends without a word to Logback, or stays to be killed.
 *
 * <p>Arguments: the server's URL, the spool's folder, how many lines to log, and {@code end} or {@code stay}.
 */
final class Application {
    private Application() {}

    public static void main(String[] arguments) throws InterruptedException {
        Rig rig = new Rig(arguments[0], appender -> {
            appender.setSpoolDir(arguments[1]);
            appender.setStopTimeout(Duration.buildBySeconds(20)); // this machine may be busy
        });
        Logger logger = rig.logger("app");
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            logger.info("line {}", i);
        }
        if (arguments[3].equals("stay")) {
            rig.flush();
            System.out.println("logged");
            Thread.currentThread().join();
        }
    }
}
