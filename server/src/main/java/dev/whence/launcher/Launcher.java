package dev.whence.launcher;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts the program on a Java that can run it, with the flags it wants: {@code java -jar whence.jar} on any Java since
 * 8. The program ends with the launcher and the launcher with the program; the {@code whence} script does without it.
 */
public final class Launcher {
    static final int OLDEST = 21;

    private static final String MAIN = "dev.whence.server.Main";

    private Launcher() {}

    /**
     * Runs the program with these arguments and ends with its exit status; 1 when no suitable Java is found.
     *
     * @throws ReflectiveOperationException when the program is not there
     */
    public static void main(String[] args) throws IOException, InterruptedException, ReflectiveOperationException {
        if (System.getProperty("whence.terminal") != null) {
            // The script has chosen the Java and the flags. By reflection, because this class is compiled for Java 8.
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
            return;
        }
        Optional<JavaHome> java = JavaHome.find(System.getenv());
        if (!java.isPresent()) {
            System.err.println("whence needs Java " + OLDEST + " or newer, this is "
                    + System.getProperty("java.version") + ", and no newer one was found here.");
            System.err.println("Install one (Debian: apt-get install openjdk-21-jdk; elsewhere: https://adoptium.net)"
                    + " or name its folder in WHENCE_JAVA_HOME.");
            System.exit(1);
            return;
        }
        List<String> command = command(java.get(), System.getProperty("java.class.path"));
        for (String arg : args) {
            command.add(arg);
        }
        Process program = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program)));
        System.exit(program.waitFor());
    }

    /** The command without the program's own arguments. */
    static List<String> command(JavaHome java, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(java.java().getPath());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (java.version() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-Dwhence.launched=true");
        command.add("-Dwhence.terminal=" + (onTerminal() ? "out,err" : ""));
        String more = System.getenv("WHENCE_JAVA_OPTS");
        if (more != null && !more.trim().isEmpty()) {
            for (String option : more.trim().split("\\s+")) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(absolute(classPath));
        command.add(MAIN);
        return command;
    }

    private static String absolute(String classPath) {
        File jar = new File(classPath);
        return jar.isFile() ? jar.getAbsolutePath() : classPath;
    }

    /** Since Java 22 there is a console without a terminal, and a method to ask. */
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Asks the program to end, and gives it the time to. */
    private static void end(Process program) {
        program.destroy();
        try {
            if (!program.waitFor(10, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        } catch (InterruptedException e) {
            program.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
