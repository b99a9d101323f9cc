package netkit.cli.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

import netkit.lab.script.LabLine;
import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.wire.WireChange;
import netkit.net.PrintableText;

/** The text output of a lab: one line per event, prefixed with its host: {@code bob   | listening on …}. */
final class LabScreen implements LabRun.Observer {
    /** A destination of lines. Thread-safe. */
    interface Printer {
        Printer NONE = new Printer() {
            @Override
            public void out(String line) {}

            @Override
            public void err(String line) {}
        };

        void out(String line);

        void err(String line);

        /** Returns a printer to standard output and standard error. */
        static Printer of(CommandSpec spec) {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            return new Printer() {
                @Override
                public void out(String line) {
                    print(out, line);
                }

                @Override
                public void err(String line) {
                    print(err, line);
                }

                private void print(PrintWriter to, String line) {
                    synchronized (to) {
                        to.println(line);
                        to.flush();
                    }
                }
            };
        }
    }

    /** What precedes each line. */
    enum Style {
        /** The host; commands are not echoed, because the user has just typed them. */
        CONSOLE,
        /** The seconds since the lab was opened, and the host; commands are echoed. */
        RUN
    }

    /** The lab as the screen shows and controls it. */
    interface View {
        List<String> hosts();

        /** Returns when the lab was opened, as {@link System#nanoTime()}. */
        long openedNanos();

        List<String> hostLines();

        List<String> wireLines() throws IOException;

        /** Starts a capture into a file or folder, or stops it if empty; returns a line that names the files. */
        String capture(Optional<String> where) throws IOException;

        void ladder(boolean on, Consumer<String> rows);
    }

    private static final String WIRE = "wire";
    private static final String LAB = "lab";
    private static final String[] COLOURS = {"cyan", "green", "magenta", "blue", "yellow"};

    private final View view;
    private final Printer printer;
    private final Ansi ansi;
    private final Style style;
    private final List<LabProgram> programs = new CopyOnWriteArrayList<>();
    private final int width;
    private volatile boolean failed;
    private volatile boolean over;

    LabScreen(View view, Printer printer, Ansi ansi, Style style) {
        this.view = view;
        this.printer = printer;
        this.ansi = ansi;
        this.style = style;
        this.width = Math.max(5, view.hosts().stream().mapToInt(String::length).max().orElse(0));
    }

    /** Returns all programs in the order in which they were started. */
    List<LabProgram> programs() {
        return List.copyOf(programs);
    }

    @Override
    public void started(LabProgram program) {
        programs.add(program);
        echo(program.host(), '$', program.command().toString());
    }

    @Override
    public void printed(LabProgram program, LabProgram.Output output, String text) {
        String line = line(program.host(), '|', text);
        switch (output) {
            case STANDARD -> printer.out(line);
            case ERROR -> printer.err(line);
        }
    }

    @Override
    public void ended(LabProgram program) {
        int code = program.exitCode().orElseThrow();
        if (program.wasStopped() ? !over : code != 0) {
            printer.out(line(program.host(), '=', "'" + program.command() + "' "
                    + (program.wasStopped() ? "was stopped" : "ended with exit code " + code)));
        }
    }

    /** Marks the end of the run: programs stopped from now on are not reported. */
    void over() {
        over = true;
    }

    @Override
    public void typed(LabProgram program, String text) {
        echo(program.host(), '<', text);
    }

    @Override
    public void changed(WireChange change) {
        printer.out(line(WIRE, '|', change.toString()));
    }

    @Override
    public void display(LabStep.Display display) throws IOException {
        switch (display) {
            case LabStep.Display.Say(String text) -> say(text);
            case LabStep.Display.Show(LabStep.Subject subject) -> show(subject).forEach(printer::out);
            case LabStep.Display.Capture(Optional<String> where) -> note(view.capture(where));
            case LabStep.Display.Ladder(boolean on) -> ladder(on);
        }
    }

    private void ladder(boolean on) {
        view.ladder(on, printer::out);
        note(on ? "arrows are drawn on arrival, with transit time, or on loss (x)"
                : "ladder off");
    }

    private List<String> show(LabStep.Subject subject) throws IOException {
        return switch (subject) {
            case HOSTS -> view.hostLines();
            case WIRE -> view.wireLines();
            case PROGRAMS -> ProgramTable.lines(programs());
        };
    }

    /** Prints a remark of the script. */
    void say(String text) {
        printer.out(line("", '#', text));
    }

    @Override
    public void failed(LabLine line, String why) {
        failed(why);
    }

    void failed(String why) {
        failed = true;
        printer.err(line(LAB, '!', why));
    }

    boolean hasFailed() {
        return failed;
    }

    void help() {
        for (String line : LabHelp.STEPS) {
            printer.out(line);
        }
        printer.out("  help, quit");
    }

    /** Prints a remark of the lab. */
    void note(String text) {
        printer.out(line(LAB, '|', text));
    }

    private void echo(String source, char mark, String text) {
        if (style == Style.RUN) {
            printer.out(line(source, mark, text));
        }
    }

    private String line(String source, char mark, String text) {
        String time = style == Style.CONSOLE ? ""
                : String.format(Locale.ROOT, "%7.3f ", (System.nanoTime() - view.openedNanos()) / 1e9);
        String name = " ".repeat(width - source.length());
        return time + coloured(source) + name + " " + mark + " " + PrintableText.escapeControls(text);
    }

    private String coloured(String source) {
        int host = view.hosts().indexOf(source);
        return host < 0 ? ansi.string(source.isEmpty() ? "" : "@|bold " + source + "|@")
                : ansi.string("@|" + COLOURS[host % COLOURS.length] + " " + source + "|@");
    }
}
