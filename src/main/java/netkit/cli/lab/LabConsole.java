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

/** The lab on a terminal: programs print above the line being typed. */
final class LabConsole implements LineConsole.Conversation {
    private final LabRun run;
    private final LabLines lines;
    private final LabCompletion completion;
    private volatile boolean goesOn = true;

    private LabConsole(LabScene scene, LabScreen screen, Set<String> commands) {
        this.run = new LabRun(scene.bench(), screen, LabRun.OnFailure.GO_ON);
        this.lines = new LabLines(scene.hosts(), run, screen);
        this.completion = new LabCompletion(scene.hosts(), commands);
    }

    /** Talks until quit, Ctrl-D, or Ctrl-C when nothing runs. */
    static void run(LabScene scene, Ansi ansi, Set<String> commands)
            throws IOException, InterruptedException {
        try (LineConsole console = new LineConsole()) {
            LabScreen screen = new LabScreen(scene, new LabScreen.Paper() {
                @Override
                public void out(String line) {
                    console.show(line);
                }

                @Override
                public void err(String line) {
                    console.show(line);
                }
            }, ansi, LabScreen.Style.CONSOLE);
            console.show(scene.heading());
            console.show("type a host and a command, such as: alice ping " + scene.hosts().getLast()
                    + "     (help lists the rest, quit leaves)");
            console.run(new LabConsole(scene, screen, commands));
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
    public void finished() {
        run.interrupt();
    }

    /** As in a shell, it ends what runs; at a prompt where nothing runs, it leaves. */
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
