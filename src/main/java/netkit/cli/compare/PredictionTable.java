package netkit.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.cli.terminal.Paragraph;
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
    private static final int MAX_ANSWER = 30;
    private static final String ROW = "%-" + MAX_NAME + "s %-5s  %-27s  ";

    private PredictionTable() {}

    /** @param run has a prediction */
    static List<String> lines(ComparedRun run) {
        Prediction prediction = run.prediction().orElseThrow();
        List<Answer> answers = answers(run, prediction);
        List<String> lines = new ArrayList<>();
        long right = answers.stream().filter(Answer::isRight).count();
        if (answers.isEmpty()) {
            lines.add("The prediction does not cover any scenario that was run.");
            return lines;
        }
        lines.add("%d of %s in the prediction %s right.".formatted(right,
                Numbers.counted(answers.size(), "answer"), right == 1 ? "is" : "are"));
        lines.add((ROW + "%-" + MAX_ANSWER + "s%s").formatted("", "", "", "predicted", "measured"));
        Scenario last = null;
        for (Answer answer : answers) {
            String name = answer.scenario().equals(last) ? ""
                    : Paragraph.clip(PrintableText.escapeControls(answer.scenario().name()), MAX_NAME);
            last = answer.scenario();
            addRow(lines, ROW.formatted(name, answer.isRight() ? "right" : "WRONG",
                    answer.question().finding()), names(answer.predicted()), names(answer.measured()));
        }
        if (Prediction.needEquallySlow(answers)) {
            lines.addAll(Paragraph.wrap("", Prediction.EQUALLY_SLOW, CompareTable.WIDTH));
        }
        return lines;
    }

    /** Returns all answers that can be compared with a measurement. */
    static List<Answer> answers(ComparedRun run, Prediction prediction) {
        return run.experiment().scenarios().stream()
                .flatMap(scenario -> prediction.answers(scenario, run.measured(scenario)).stream()).toList();
    }

    /** Adds two columns of words, each wrapped to as many lines as it needs. */
    private static void addRow(List<String> lines, String start, String expected, String measured) {
        List<String> left = Paragraph.wrap("", expected, MAX_ANSWER - 2);
        List<String> right = Paragraph.wrap("", measured,
                CompareTable.WIDTH - start.length() - MAX_ANSWER);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            lines.add(((i == 0 ? start : " ".repeat(start.length())) + ("%-" + MAX_ANSWER + "s")
                    .formatted(i < left.size() ? left.get(i) : "")
                    + (i < right.size() ? right.get(i) : ""))
                    .stripTrailing());
        }
    }

    private static String names(Set<Transport> transports) {
        return transports.isEmpty() ? "none"
                : transports.stream().map(Transport::toString).collect(Collectors.joining(" "));
    }
}
