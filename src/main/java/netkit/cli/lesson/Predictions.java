package netkit.cli.lesson;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import netkit.cli.terminal.Paragraph;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Measurement;
import netkit.lesson.Question;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.ProgressFile;

/** The predictions of a student in one lesson: which are still to be made, and what was measured beside them. */
final class Predictions {
    private static final int COLUMNS = 80;

    private final Lesson lesson;
    private final ProgressFile progress;
    private final Measurement measurement;

    Predictions(LessonFolder folder, Lesson lesson, ProgressFile progress) {
        this.lesson = lesson;
        this.progress = progress;
        this.measurement = new Measurement(folder, command -> NetkitProcess
                .output(List.of(command.strip().split("\\s+"))), MeasureBlocks::run);
    }

    LessonProgress done() throws IOException {
        return progress.read().in(lesson.id()).orElse(LessonProgress.none(lesson.version()));
    }

    /** Returns the questions up to a step that have no answer yet. */
    List<Question> open(int step) throws IOException {
        LessonProgress done = done();
        return lesson.questions().stream()
                .filter(question -> question.step() <= step && done.prediction(question.id()).isEmpty())
                .toList();
    }

    /** Returns the questions of a step that were answered, and not yet compared with a measurement. */
    List<Question> unmeasured(int step) throws IOException {
        LessonProgress done = done();
        return lesson.questions().stream().filter(question -> question.step() == step
                && question.measure() != null && done.prediction(question.id())
                        .filter(prediction -> prediction.measured() == null).isPresent())
                .toList();
    }

    void store(Map<String, String> answers) throws IOException {
        String now = ProgressFile.now();
        progress.update(lesson, done -> {
            LessonProgress after = done;
            for (Map.Entry<String, String> answer : answers.entrySet()) {
                after = after.withPrediction(answer.getKey(), answer.getValue(), now);
            }
            return after;
        });
    }

    /** Measures what a question is about, stores it, and returns lines that show it beside the prediction. */
    List<String> compare(Question question) throws IOException {
        String predicted = done().prediction(question.id()).orElseThrow().answer();
        List<String> lines = new ArrayList<>(Paragraph.wrap("", question.text(), COLUMNS));
        lines.addAll(Paragraph.wrap("  you predicted: ", question.label(predicted), COLUMNS));
        if (question.measure() == null) {
            lines.add("  (kept for your teacher)");
            return lines;
        }
        try {
            String measured = measurement.of(question.measure());
            boolean right = question.agrees(predicted, measured);
            progress.update(lesson, done -> done.withMeasured(question.id(), measured, right));
            lines.addAll(Paragraph.wrap("  measured now:  ", question.label(measured), COLUMNS));
            lines.add(right ? "  right" : "  NOT as predicted: look again at what happened, and why");
        } catch (IOException e) {
            lines.addAll(Paragraph.wrap("  ", "it could not be measured: " + e.getMessage(), COLUMNS));
        }
        return lines;
    }
}
