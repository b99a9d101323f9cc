package netkit.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Terminals;
import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.wire.WireChange;
import netkit.net.PrintableText;

/** The text output of a lab: one line per event, prefixed with its host: {@code bob   | listening on …}. */
final class LabScreen implements LabRun.Observer {
    /** What precedes each line. */
    enum Style {
        /** The host; commands are not echoed, because the user has just typed them. */
        CONSOLE,
        /** The seconds since the lab was opened, and the host; commands are echoed. */
        RUN
    }

    private static final String WIRE = "wire";
    private static final String LAB = "lab";
    private static final String[] COLOURS = {"cyan", "green", "magenta", "blue", "yellow"};

    private final LabSession session;
    private final Consumer<String> out;
    private final Consumer<String> err;
    private final Ansi ansi;
    private final Style style;
    private final List<LabProgram> programs = new CopyOnWriteArrayList<>();
    private final int width;
    /** Lines that are wider go on below; in a file or a pipe, they stay as they are. */
    private final int columns = Terminals.columnsOfOutput(Integer.MAX_VALUE);
    private volatile boolean failed;
    private volatile boolean over;

    /** @param out prints a line; may be called by several threads at once, as may the other */
    LabScreen(LabSession session, Consumer<String> out, Consumer<String> err, Ansi ansi, Style style) {
        this.session = session;
        this.out = out;
        this.err = err;
        this.ansi = ansi;
        this.style = style;
        this.width = Math.max(5, session.hosts().stream().mapToInt(String::length).max().orElse(0));
    }

    /** Returns a screen on standard output and standard error. */
    static LabScreen of(LabSession session, CommandSpec spec, Style style) {
        CommandLine command = spec.commandLine();
        return new LabScreen(session, command.getOut()::println, command.getErr()::println,
                command.getColorScheme().ansi(), style);
    }

    /** Returns all programs in the order in which they were started. */
    List<LabProgram> programs() {
        return List.copyOf(programs);
    }

    @Override
    public void happened(LabRun.Event event) {
        switch (event) {
            case LabRun.Event.Started(LabProgram program) -> {
                programs.add(program);
                echo(program.host(), '$', program.command().toString());
            }
            case LabRun.Event.Printed(LabProgram program, LabProgram.Output output, String text) ->
                (switch (output) {
                    case STANDARD -> out;
                    case ERROR -> err;
                }).accept(line(program.host(), '|', text));
            case LabRun.Event.Ended(LabProgram program) -> ended(program);
            case LabRun.Event.Typed(LabProgram program, String text) -> echo(program.host(), '<', text);
            case LabRun.Event.Changed(WireChange change) -> out.accept(line(WIRE, '|', change.toString()));
            case LabRun.Event.Failed(String why) -> failed(why);
        }
    }

    private void ended(LabProgram program) {
        int code = program.exitCode().orElseThrow();
        if (program.wasStopped() ? !over : code != 0) {
            out.accept(line(program.host(), '=', "'" + program.command() + "' "
                    + (program.wasStopped() ? "was stopped" : "ended with exit code " + code)));
        }
    }

    /** Marks the end of the run: programs stopped from now on are not reported. */
    void over() {
        over = true;
    }

    @Override
    public void display(LabStep.Display display) throws IOException {
        switch (display) {
            case LabStep.Display.Say(String text) -> say(text);
            case LabStep.Display.Show(LabStep.Subject subject) -> show(subject).forEach(out);
            case LabStep.Display.Capture(Optional<String> where) -> note(session.capture(where));
            case LabStep.Display.Ladder(boolean on) -> ladder(on);
        }
    }

    private void ladder(boolean on) {
        session.ladder(on, out);
        note(on ? "arrows are drawn on arrival, with transit time, or on loss (x)"
                : "ladder off");
    }

    private List<String> show(LabStep.Subject subject) throws IOException {
        return switch (subject) {
            case HOSTS -> session.hostLines();
            case WIRE -> session.wireLines();
            case PROGRAMS -> ProgramTable.lines(programs(), columns);
        };
    }

    /** Prints a remark of the script. */
    void say(String text) {
        out.accept(line("", '#', text));
    }

    void failed(String why) {
        failed = true;
        err.accept(line(LAB, '!', why));
    }

    boolean hasFailed() {
        return failed;
    }

    void help() {
        for (String line : LabHelp.STEPS) {
            out.accept(line);
        }
        out.accept("  help, quit");
    }

    /** Prints a remark of the lab. */
    void note(String text) {
        out.accept(line(LAB, '|', text));
    }

    private void echo(String source, char mark, String text) {
        if (style == Style.RUN) {
            out.accept(line(source, mark, text));
        }
    }

    private String line(String source, char mark, String text) {
        String time = style == Style.CONSOLE ? ""
                : String.format(Locale.ROOT, "%7.3f ", (System.nanoTime() - session.openedNanos()) / 1e9);
        String name = " ".repeat(width - source.length());
        return String.join("\n", Paragraph.wrap(time + coloured(source) + name + " " + mark + " ",
                PrintableText.escapeControls(text), columns));
    }

    private String coloured(String source) {
        int host = session.hosts().indexOf(source);
        return host < 0 ? ansi.string(source.isEmpty() ? "" : "@|bold " + source + "|@")
                : ansi.string("@|" + COLOURS[host % COLOURS.length] + " " + source + "|@");
    }
}
