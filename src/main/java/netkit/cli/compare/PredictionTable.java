package netkit.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.ComparedRun;
import netkit.report.Numbers;
import netkit.report.Prediction;
import netkit.report.Prediction.Answer;

/** The table of predicted and measured answers, with the number of right ones. */
final class PredictionTable {
    private static final int MAX_NAME = 12;
    private static final int MIN_ANSWER = 18;

    private PredictionTable() {}

    /** @param run has a prediction */
    static List<String> lines(ComparedRun run, Style style) {
        List<Answer> answers = answers(run, run.prediction().orElseThrow());
        if (answers.isEmpty()) {
            return List.of("The prediction does not cover any scenario that was run.");
        }
        long right = answers.stream().filter(Answer::isRight).count();
        List<String> lines = new ArrayList<>();
        lines.add("%d of %s in the prediction %s right.".formatted(right,
                Numbers.counted(answers.size(), "answer"), right == 1 ? "is" : "are"));
        Table table = new Table(2).left("", 0).left("", 0).left("", 0).words("predicted", MIN_ANSWER)
                .words("measured", MIN_ANSWER);
        Scenario last = null;
        for (Answer answer : answers) {
            String name = answer.scenario().equals(last) ? ""
                    : Paragraph.clip(PrintableText.escapeControls(answer.scenario().name()), MAX_NAME);
            last = answer.scenario();
            table.row(name, answer.isRight() ? "right" : "WRONG", answer.question().finding(),
                    names(answer.predicted()), names(answer.measured()));
        }
        lines.addAll(table.lines(style.width()));
        if (Prediction.needEquallySlow(answers)) {
            lines.addAll(style.wrap("", Prediction.EQUALLY_SLOW));
        }
        return lines;
    }

    /** Returns all answers that can be compared with a measurement. */
    static List<Answer> answers(ComparedRun run, Prediction prediction) {
        return run.experiment().scenarios().stream()
                .flatMap(scenario -> prediction.answers(scenario, run.measured(scenario)).stream()).toList();
    }

    private static String names(Set<Transport> transports) {
        return transports.isEmpty() ? "none"
                : transports.stream().map(Transport::toString).collect(Collectors.joining(" "));
    }
}
