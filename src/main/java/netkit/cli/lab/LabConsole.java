package netkit.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import picocli.CommandLine.Help.Ansi;

import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.StoppableWork;
import netkit.lab.script.LabRun;

/** The lab's console on a terminal: the output of programs appears above the line being typed. */
final class LabConsole implements LineConsole.Conversation {
    private final LabRun run;
    private final LabInput lines;
    private final LabCompletion completion;
    private volatile boolean goesOn = true;

    private LabConsole(LabSession session, LabScreen screen, Set<String> commands) {
        this.run = new LabRun(session.target(), screen, LabRun.OnFailure.CONTINUE);
        this.lines = new LabInput(session.hosts(), run, screen);
        this.completion = new LabCompletion(session.hosts(), commands);
    }

    /** Runs until quit, Ctrl-D, or Ctrl-C while no program is running. */
    static void run(LabSession session, Ansi ansi, Set<String> commands)
            throws IOException, InterruptedException {
        try (LineConsole console = new LineConsole()) {
            LabScreen screen = new LabScreen(session, console::show, console::show, ansi,
                    LabScreen.Style.CONSOLE);
            console.show(session.heading());
            console.show("type a host and a command, such as: alice ping " + session.hosts().getLast()
                    + "     (help lists the rest, quit exits)");
            console.run(new LabConsole(session, screen, commands));
        }
    }

    @Override
    public void receive() throws IOException {
        try (run) {
            run.run(StoppableWork.FOR_EVER);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void typed(String line) {
        lines.take(line);
    }

    @Override
    public void quit(String line) {
        lines.take(line);
    }

    @Override
    public void finished() {
        run.interrupt();
    }

    /** Stops the running programs, as in a shell; leaves the console if none is running. */
    @Override
    public void interrupted() {
        goesOn = run.interruptPrograms();
        if (!goesOn) {
            run.interrupt();
        }
    }

    @Override
    public boolean goesOn() {
        return goesOn;
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        completion.candidates(line.words().subList(0, line.wordIndex()), line.word())
                .forEach(word -> candidates.add(new Candidate(word)));
    }
}
