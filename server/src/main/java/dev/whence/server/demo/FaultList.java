package dev.whence.server.demo;

import dev.whence.fixtures.Fault;
import dev.whence.fixtures.Faults;
import dev.whence.fixtures.Pipeline;
import dev.whence.fixtures.Pipelines;
import dev.whence.server.cli.Style;
import dev.whence.server.cli.Terminal;
import dev.whence.server.cli.Texts;
import java.io.PrintWriter;
import java.util.List;

/** Prints which pipelines can be simulated and what can go wrong in them. */
final class FaultList {
    private final Terminal terminal;

    FaultList(Terminal terminal) {
        this.terminal = terminal;
    }

    void print() {
        Style style = new Style(terminal.colours());
        PrintWriter out = terminal.out();
        List<Pipeline> pipelines = Pipelines.all();
        List<Fault> faults = Faults.all();
        int width = faults.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        out.println(style.bold("Pipelines"));
        for (Pipeline pipeline : pipelines) {
            out.println("  " + style.cyan(Texts.pad(pipeline.name(), width)) + "  " + pipeline.description());
        }
        out.println();
        out.println(style.bold("Faults"));
        for (Fault fault : faults) {
            List<String> where = pipelines.stream()
                    .filter(pipeline -> Faults.of(pipeline).contains(fault))
                    .map(Pipeline::name)
                    .toList();
            String only = where.size() == pipelines.size() ? "" : " (" + String.join(", ", where) + ")";
            out.println(
                    "  " + style.cyan(Texts.pad(fault.name(), width)) + "  " + fault.description() + style.dim(only));
        }
        out.flush();
    }
}
