package dev.whence.server.cli;

import dev.whence.indexer.QueryException;
import dev.whence.indexer.StoreException;
import dev.whence.server.ServerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what goes wrong in a command into one line for its user and an exit status: 2 for wrong usage, else 1. */
public final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;

    public Complaints(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + message(problem));
        if (problem instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                err.println("Did you mean " + String.join(" or ", near.subList(0, Math.min(2, near.size()))) + "?");
            }
        }
        err.println("Try " + name + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        command.getOut().flush();
        err.println(command.getCommandSpec().qualifiedName() + ": " + message(problem));
        if (terminal.debug()) {
            // Only for who asked for it with WHENCE_DEBUG: to users a stack trace says nothing.
            problem.printStackTrace(err);
        }
        err.flush();
        return problem instanceof Failure failure ? failure.status() : ExitCode.SOFTWARE;
    }

    private static String message(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String first = unmatched.getUnmatched().get(0);
            return problem.getCommandLine().getParent() == null
                    ? "there is no command " + first
                    : "there is no place for the argument " + first;
        }
        String message = problem.getMessage() == null ? "wrong usage" : problem.getMessage();
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String message(Exception problem) {
        String detail = problem.getMessage() == null ? "" : problem.getMessage();
        return switch (problem) {
            case Failure failure -> detail;
            case QueryException query ->
                "the query can't be read" + (query.column() > 0 ? " at column " + query.column() : "") + ": " + detail;
            case StoreException store -> detail;
            case ServerException server -> detail;
            case IOException io -> io.getClass().getSimpleName() + ": " + detail;
            case UncheckedIOException io -> io.getClass().getSimpleName() + ": " + detail;
            default ->
                "failed unexpectedly (" + problem.getClass().getSimpleName() + (detail.isEmpty() ? "" : ": " + detail)
                        + "); WHENCE_DEBUG=1 shows where, please report it";
        };
    }
}
