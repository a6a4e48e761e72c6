package dev.whence.server;

import dev.whence.server.cli.BiasCommand;
import dev.whence.server.cli.Complaints;
import dev.whence.server.cli.DetectCommand;
import dev.whence.server.cli.DriftCommand;
import dev.whence.server.cli.ImportCommand;
import dev.whence.server.cli.QualityCommand;
import dev.whence.server.cli.RcaCommand;
import dev.whence.server.cli.SearchCommand;
import dev.whence.server.cli.ServeCommand;
import dev.whence.server.cli.TemplatesCommand;
import dev.whence.server.cli.Terminal;
import dev.whence.server.demo.DemoCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code whence}: a list of commands, each of which is a class of its own. */
@Command(
        name = "whence",
        description = "Log-centric tracing and root-cause analysis for LLM applications.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "whence COMMAND --help tells more of each.", "Exit status: 0 done, 1 failed, 2 wrong usage."})
public final class Main implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        LauncherWatch.endWithLauncher();
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** Runs one command and answers its exit status. */
    public static int run(Terminal terminal, String... args) {
        Complaints complaints = new Complaints(terminal);
        return new CommandLine(new Main())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new ImportCommand(terminal))
                .addSubcommand(new SearchCommand(terminal))
                .addSubcommand(new RcaCommand(terminal))
                .addSubcommand(new DriftCommand(terminal))
                .addSubcommand(new QualityCommand(terminal))
                .addSubcommand(new BiasCommand(terminal))
                .addSubcommand(new DetectCommand(terminal.in()))
                .addSubcommand(new TemplatesCommand(terminal.in()))
                .setCommandName("whence")
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.outIsTerminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(terminal.outIsTerminal())
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .execute(args);
    }

    /** What the jar says of itself. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "whence " + (version == null ? "(built in place)" : version) + ", Java " + Runtime.version()
            };
        }
    }

    /** Without a command: what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
