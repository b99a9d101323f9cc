package netkit.cli.lesson;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Paragraph;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.PredictionDialogue;
import netkit.lesson.Question;
import netkit.lesson.progress.LessonProgress;

/** {@code netkit lesson predict}: asks for predictions, stores them, and then measures. */
@Command(name = "predict", description = {"Ask what you expect, store your answers, then measure.",
    "What you answer is stored before anything is measured, and is not changed afterwards."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson predict 4", "  netkit lesson predict 4 --step 2"})
final class LessonPredictCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Mixin
    BoardOptions boardOptions;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Option(names = "--step", paramLabel = "STEP",
            description = "Only the questions of this step (default: all).")
    Integer step;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(language, number);
        Lesson lesson = folder.lesson();
        List<Question> asked = lesson.questions().stream()
                .filter(question -> step == null || question.step() == step).toList();
        Usage.check(spec, !asked.isEmpty(), "lesson " + number + " has no questions"
                + (step == null ? "" : " in step " + step));
        Predictions predictions = new Predictions(folder, lesson, options.progress(spec));
        PrintWriter out = spec.commandLine().getOut();
        List<Question> open = predictions.open(Integer.MAX_VALUE).stream().filter(asked::contains).toList();
        Optional<BoardLink> board = boardOptions.link(options.folder);
        PredictionDialogue dialogue = new PredictionDialogue(open);
        try {
            ask(dialogue, out);
        } finally {
            predictions.store(dialogue.answers());
        }
        LessonProgress done = predictions.done();
        board.ifPresent(joined -> joined.report(lesson, done));
        if (open.size() < asked.size()) {
            out.println(open.isEmpty() ? "You have answered all of them already."
                    : "The others you have answered already.");
        }
        for (Question question : asked) {
            out.println();
            out.flush();
            predictions.compare(question).forEach(out::println);
        }
        out.flush();
        board.ifPresent(joined -> joined.complain(spec.commandLine().getErr()));
        return ExitCode.DONE;
    }

    private void ask(PredictionDialogue dialogue, PrintWriter out) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(System.in, Charset.defaultCharset()));
        while (!dialogue.isDone()) {
            out.println();
            dialogue.question().forEach(line -> Paragraph.wrap("", line, COLUMNS).forEach(out::println));
            Optional<String> complaint;
            do {
                out.print("> ");
                out.flush();
                String line = in.readLine();
                if (line == null) {
                    out.println();
                    throw new IOException("the input ended at a question; what you have answered is stored");
                }
                complaint = dialogue.take(line);
                complaint.ifPresent(words -> Paragraph.wrap("", words, COLUMNS).forEach(out::println));
            } while (complaint.isPresent());
        }
    }
}
