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

/** What happens in a lab, line by line, each with the host it is about in front: {@code bob   | listening on …}. */
final class LabScreen implements LabRun.Observer {
    /** Where the lines go; each call is one line, from any thread. */
    interface Printer {
        Printer NONE = new Printer() {
            @Override
            public void out(String line) {}

            @Override
            public void err(String line) {}
        };

        void out(String line);

        void err(String line);

        /** Standard output and standard error. */
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

    /** What goes in front. */
    enum Style {
        /** The host, as the reader has just typed what it is to do. */
        CONSOLE,
        /** The seconds since the lab was opened too, and what is done is shown. */
        RUN
    }

    /** What is behind the lines. */
    interface View {
        List<String> hosts();

        /** When it all began, of {@link System#nanoTime()}. */
        long openedNanos();

        List<String> hostLines();

        List<String> wireLines() throws IOException;

        /** @param remarks gets a line about what was startedNanos or ended */
        void capture(Optional<String> where, Consumer<String> remarks) throws IOException;

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

    /** Those that were started, in that order. */
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

    /** From now on programs are ended because all is over, which need not be said of each. */
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
            case LabStep.Display.Capture(Optional<String> where) -> view.capture(where, this::note);
            case LabStep.Display.Ladder(boolean on) -> ladder(on);
        }
    }

    private void ladder(boolean on) {
        view.ladder(on, printer::out);
        note(on ? "an arrow is drawn when its packet arrives, or is lost (x), with the time that it took"
                : "no more arrows");
    }

    private List<String> show(LabStep.Subject subject) throws IOException {
        return switch (subject) {
            case HOSTS -> view.hostLines();
            case WIRE -> view.wireLines();
            case PROGRAMS -> ProgramTable.lines(programs());
        };
    }

    /** A remark of the teacher's. */
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

    /** A remark of the lab's own. */
    void note(String text) {
        printer.out(line(LAB, '|', text));
    }

    private void echo(String who, char mark, String text) {
        if (style == Style.RUN) {
            printer.out(line(who, mark, text));
        }
    }

    private String line(String who, char mark, String text) {
        String time = style == Style.CONSOLE ? ""
                : String.format(Locale.ROOT, "%7.3f ", (System.nanoTime() - view.openedNanos()) / 1e9);
        String name = " ".repeat(width - who.length());
        return time + coloured(who) + name + " " + mark + " " + PrintableText.escapeControls(text);
    }

    private String coloured(String who) {
        int host = view.hosts().indexOf(who);
        return host < 0 ? ansi.string(who.isEmpty() ? "" : "@|bold " + who + "|@")
                : ansi.string("@|" + COLOURS[host % COLOURS.length] + " " + who + "|@");
    }
}
