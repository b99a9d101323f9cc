package netkit.cli.lesson;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.MarkdownText;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Terminals;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.LessonText;
import netkit.lesson.PredictionDialogue;
import netkit.lesson.Question;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.LessonState;
import netkit.lesson.progress.Progress;
import netkit.lesson.progress.ProgressFile;

/** The console that stays open and leads through a lesson: predict, read, run, compare, next. */
final class LessonConsole implements LineConsole.Conversation {
    private static final int MAX_COLUMNS = 100;
    private static final int COLUMNS = 80;
    /** Lines below a page: the hint and the line being typed. */
    private static final int BELOW = 3;
    /** Commands that are those of {@code netkit lesson}, with the lesson's number put in. */
    private static final Set<String> OF_LESSON = Set.of("start", "check", "hint", "solution", "reset",
            "predict");
    private static final List<String> HELP = List.of(
            "Enter             the next page or step",
            "step 3            go to a step; step 0 is the introduction",
            "predictions       what you predicted, beside what is measured now",
            "start, check, hint, solution, reset",
            "                  the exercise, as 'netkit lesson check N'; options may follow",
            "term socket       a word of the glossary",
            "netkit ...        runs a command here; with & at the end, in the background",
            "! ls -l           runs any other command of your shell",
            "/help, /quit      also help, quit and Ctrl-D; Ctrl-C stops what runs here");

    private final LessonOptions options;
    private final LessonFolder folder;
    private final Lesson lesson;
    private final LessonText text;
    private final ProgressFile progress;
    private final Predictions predictions;
    private final LineConsole console;
    private final CommandSpec spec;
    private final Optional<BoardLink> board;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Deque<String> unread = new ArrayDeque<>();
    private final Set<NetkitProcess> running = ConcurrentHashMap.newKeySet();
    private volatile PredictionDialogue dialogue;
    private volatile boolean goesOn = true;
    private volatile int step;
    /** The terminal sends Ctrl-C to what runs here, too, which may have ended before {@link #interrupted}. */
    private volatile boolean endedByCtrlC;

    private LessonConsole(CommandSpec spec, LessonOptions options, LessonFolder folder, LineConsole console,
            Optional<BoardLink> board) throws IOException {
        this.board = board;
        this.spec = spec;
        this.options = options;
        this.folder = folder;
        this.console = console;
        lesson = folder.lesson();
        text = folder.lessonText();
        progress = new ProgressFile(options.folder, line -> console.show(line));
        predictions = new Predictions(folder, lesson, progress);
    }

    /** @param board that is told of each step */
    static void run(CommandSpec spec, LessonOptions options, LessonFolder folder, Optional<BoardLink> board)
            throws IOException, InterruptedException {
        try (LineConsole console = new LineConsole()) {
            LessonConsole lesson = new LessonConsole(spec, options, folder, console, board);
            try {
                lesson.begin();
                console.run(lesson);
            } finally {
                lesson.running.forEach(NetkitProcess::stop);
            }
        }
    }

    private void begin() throws IOException {
        step = progress.read().in(lesson.id()).map(LessonProgress::step).orElse(0);
        page(step);
    }

    @Override
    public void receive() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String prompt() {
        return dialogue != null ? "your answer> " : "lesson " + lesson.number() + ", step " + step + "> ";
    }

    @Override
    public void typed(String line) {
        endedByCtrlC = false;
        try {
            take(line.strip());
        } catch (IOException e) {
            show("! " + e.getMessage());
        }
    }

    private void take(String line) throws IOException {
        String command = line.startsWith("/") ? line.substring(1) : line;
        String[] words = command.split("\\s+");
        if (command.equals("help") || command.equals("?")) {
            HELP.forEach(this::show);
        } else if (dialogue != null && !line.startsWith("/")) {
            answer(line);
        } else if (command.isEmpty() || command.equals("next")) {
            next();
        } else if (words[0].equals("step") && words.length == 2 && words[1].matches("\\d{1,2}")) {
            go(Integer.parseInt(words[1]));
        } else if (command.equals("predictions")) {
            compareAll();
        } else if (words[0].equals("term") || words[0].equals("list") || words[0].equals("progress")) {
            run(lessonCommand(words, false));
        } else if (OF_LESSON.contains(words[0])) {
            run(lessonCommand(words, true));
        } else if (command.startsWith("netkit ") || command.startsWith("! ")) {
            shell(command.replaceFirst("^! ", ""));
        } else {
            show("'" + command + "' is no command here: Enter goes on, help lists the commands");
        }
    }

    private List<String> lessonCommand(String[] words, boolean withNumber) {
        List<String> arguments = new ArrayList<>(List.of("lesson", words[0]));
        if (withNumber) {
            arguments.add(Integer.toString(lesson.number()));
        }
        arguments.addAll(List.of(words).subList(1, words.length));
        if (!words[0].equals("term")) {
            arguments.addAll(options.typed());
        }
        return arguments;
    }

    private void next() throws IOException {
        if (!unread.isEmpty()) {
            more();
            return;
        }
        compare(predictions.unmeasured(step));
        if (step < text.steps().size()) {
            go(step + 1);
            return;
        }
        Progress stored = progress.update(lesson, done -> done.withStep(text.steps().size()));
        LessonState state = LessonOptions.state(folder, stored);
        if (state.next().isEmpty()) {
            show("You are through this lesson. 'quit' leaves; 'netkit lesson' shows what comes next.");
        }
        state.next().forEach(todo -> show("Next: "
                + todo.command().replaceFirst("^lesson (\\w+) \\d+$", "$1") + "   " + todo.effect()));
    }

    /** Asks for the predictions of a step before its text, which tells what happens, is shown. */
    private void go(int wanted) throws IOException {
        if (wanted > text.steps().size()) {
            show("the last step is " + text.steps().size());
            return;
        }
        List<Question> open = predictions.open(wanted);
        if (!open.isEmpty()) {
            step = wanted;
            dialogue = new PredictionDialogue(open);
            show("First predict ('back' corrects the answer before):");
            ask();
            return;
        }
        page(wanted);
    }

    private void ask() {
        show("");
        dialogue.question().forEach(line -> Paragraph.wrap("", line, COLUMNS).forEach(this::show));
    }

    private void answer(String line) throws IOException {
        Optional<String> complaint = dialogue.take(line);
        if (complaint.isPresent()) {
            show(complaint.get());
            if (OF_LESSON.contains(line.split("\\s+")[0])) {
                show("to run the command, type /" + line);
            }
        } else if (!dialogue.isDone()) {
            ask();
        } else {
            predictions.store(dialogue.answers());
            dialogue = null;
            show("stored; now see:");
            page(step);
        }
    }

    private void compareAll() throws IOException {
        Optional<LessonProgress> done = progress.read().in(lesson.id());
        List<Question> answered = lesson.questions().stream()
                .filter(question -> done.flatMap(now -> now.prediction(question.id())).isPresent()).toList();
        if (answered.isEmpty()) {
            show("you have predicted nothing yet");
        }
        compare(answered);
    }

    private void compare(List<Question> questions) throws IOException {
        for (Question question : questions) {
            predictions.compare(question).forEach(this::show);
        }
    }

    private void page(int shown) throws IOException {
        step = shown;
        tell(progress.update(lesson, done -> done.withStep(Math.max(done.step(), shown))));
        int width = Math.min(MAX_COLUMNS, Terminals.columnsOfOutput(COLUMNS));
        unread.clear();
        unread.addAll(MarkdownText.lines(LessonShowCommand.markdown(text, lesson.number(), shown), width,
                spec.commandLine().getColorScheme().ansi()));
        show("");
        more();
    }

    /** Returns how many lines to show: what fits, up to an empty line or else before an item of a list, if there is one in the lower half. */
    static int page(List<String> lines, int room) {
        if (lines.size() <= room) {
            return lines.size();
        }
        IntStream lower = IntStream.iterate(room, i -> i > room / 2, i -> i - 1);
        return lower.filter(i -> lines.get(i).isBlank()).map(i -> i + 1).findFirst()
                .orElseGet(() -> IntStream.iterate(room, i -> i > room / 2, i -> i - 1)
                        .filter(i -> lines.get(i).matches("(\\d+\\.|-) .*")).findFirst().orElse(room));
    }

    /** Tells the board, and in the background what was wrong with that. */
    private void tell(Progress stored) {
        board.ifPresent(joined -> {
            joined.report(lesson, stored.in(lesson.id()).orElseThrow());
            Thread.ofVirtual().name("board").start(() -> joined.complaint().ifPresent(this::show));
        });
    }

    private void more() {
        List<String> all = List.copyOf(unread);
        int end = page(all, Math.max(8, console.rows() - BELOW));
        for (int i = 0; i < end; i++) {
            unread.removeFirst();
        }
        show(String.join("\n", all.subList(0, end)).stripTrailing());
        show(!unread.isEmpty() ? "-- Enter: more of step " + step + " (help lists the commands)"
                : step < text.steps().size()
                        ? "-- Enter: step " + (step + 1) + " of " + text.steps().size()
                                + " (help lists the commands)"
                        : "-- this was the last step; Enter: what comes next");
    }

    private void run(List<String> arguments) throws IOException {
        try (NetkitProcess process = NetkitProcess.start(arguments, folder.language())) {
            follow(process);
        }
    }

    private void shell(String line) throws IOException {
        boolean inBackground = line.endsWith("&");
        NetkitProcess process = NetkitProcess
                .startShell(inBackground ? line.substring(0, line.length() - 1) : line,
                        folder.language());
        if (inBackground) {
            running.add(process);
            Thread.ofVirtual().name("background").start(() -> {
                try {
                    follow(process);
                } catch (IOException e) {
                    show("! " + e.getMessage());
                }
            });
        } else {
            follow(process);
        }
    }

    private void follow(NetkitProcess process) throws IOException {
        running.add(process);
        try {
            process.forEachLine(this::show);
            int code = process.exitCode();
            if (ended(process, code)) {
                show("(stopped)");
            } else if (code != 0) {
                show("(exit code " + code + ")");
            }
        } finally {
            running.remove(process);
        }
    }

    /** Returns whether Ctrl-C ended it: of its own accord, or because {@link #interrupted} stopped it. */
    private synchronized boolean ended(NetkitProcess process, int code) {
        running.remove(process);
        boolean byItself = !process.isStopped() && code == ExitCode.INTERRUPTED;
        endedByCtrlC |= byItself;
        return byItself || process.isStopped();
    }

    private void show(String line) {
        console.show(line);
    }

    /** An answer may be half typed; what is answered already is a prediction. */
    @Override
    public void finished() throws IOException {
        if (dialogue != null) {
            predictions.store(dialogue.answers());
        }
        over.countDown();
    }

    @Override
    public void quit(String line) throws IOException {
        goesOn = false;
        finished();
    }

    /** Stops what runs here, as in a shell; leaves if nothing does. */
    @Override
    public void interrupted() throws IOException {
        synchronized (this) { // with ended(): the same Ctrl-C is not counted there once more
            goesOn = endedByCtrlC || !running.isEmpty();
            endedByCtrlC = false;
            running.forEach(NetkitProcess::stop);
        }
        if (!goesOn) {
            finished();
        }
    }

    @Override
    public boolean goesOn() {
        return goesOn;
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0 && dialogue == null) {
            Stream.concat(OF_LESSON.stream(), Stream.of("next", "step", "predictions", "term", "list",
                    "progress", "netkit", "help", "quit")).sorted()
                    .forEach(word -> candidates.add(new Candidate(word)));
        }
    }
}
