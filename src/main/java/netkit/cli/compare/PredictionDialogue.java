package netkit.cli.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.compare.Experiment;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.Prediction;
import netkit.report.Prediction.Question;

/** A dialogue that asks for a prediction of an experiment, scenario by scenario. */
final class PredictionDialogue {
    private static final String ALL = "all";
    private static final String NONE = "none";
    private static final String BACK = "back";

    private final BufferedReader in;
    private final PrintWriter out;
    private final Style style;
    private final List<Transport> transports;

    private PredictionDialogue(BufferedReader in, PrintWriter out, Style style,
            List<Transport> transports) {
        this.in = in;
        this.out = out;
        this.style = style;
        this.transports = transports;
    }

    /**
     * @param options as they were typed
     * @throws IOException if the input ends before all questions are answered
     */
    static Prediction ask(Experiment experiment, List<String> options, BufferedReader in, PrintWriter out,
            Style style) throws IOException {
        return new PredictionDialogue(in, out, style, experiment.transports()).ask(experiment, options);
    }

    /** A question about a scenario. */
    private record Step(Scenario scenario, Question question) {}

    private Prediction ask(Experiment experiment, List<String> options) throws IOException {
        style.wrap("",
                "What do you expect? Answer with transports from this list, separated by blanks, with '" + ALL
                        + "' or with '" + NONE + "'; '" + BACK + "' corrects the answer before: " + names()
                        + ".")
                .forEach(out::println);
        style.wrap("", "p99 is the time within which 99 of 100 messages were delivered.")
                .forEach(out::println);
        List<Step> steps = experiment.scenarios().stream()
                .flatMap(scenario -> Stream.of(Question.values())
                        .map(question -> new Step(scenario, question)))
                .toList();
        List<Set<Transport>> answers = new ArrayList<>();
        Scenario shown = null;
        while (answers.size() < steps.size()) {
            Step step = steps.get(answers.size());
            if (step.scenario() != shown) {
                out.println();
                style.wrap("", PrintableText.escapeControls(step.scenario().name() + ": "
                        + step.scenario().title())).forEach(out::println);
                shown = step.scenario();
            }
            Optional<Set<Transport>> answer = ask(step.question(), !answers.isEmpty());
            answer.ifPresentOrElse(answers::add, answers::removeLast);
        }
        out.println();
        out.flush();
        Map<String, Map<Question, Set<Transport>>> byScenario = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            byScenario.computeIfAbsent(steps.get(i).scenario().name(), _ -> new EnumMap<>(Question.class))
                    .put(steps.get(i).question(), answers.get(i));
        }
        return new Prediction(experiment.seed(), options, byScenario);
    }

    /** @return the answer; empty to go back to the question before */
    private Optional<Set<Transport>> ask(Question question, boolean mayGoBack) throws IOException {
        while (true) {
            out.print("  " + question.words() + " ");
            out.flush();
            String line = in.readLine();
            if (line == null) {
                throw new IOException(
                        "the prediction is not complete: the input ended at '" + question.words() + "'");
            }
            if (line.strip().equalsIgnoreCase(BACK) && mayGoBack) {
                return Optional.empty();
            }
            Set<Transport> named = EnumSet.noneOf(Transport.class);
            Optional<String> complaint = line.strip().equalsIgnoreCase(BACK)
                    ? Optional.of("this is the first question")
                    : read(line, question, named);
            if (complaint.isEmpty()) {
                return Optional.of(named);
            }
            style.wrap("  ", complaint.get()).forEach(out::println);
        }
    }

    /** @return what is wrong with the answer, if it is invalid */
    private Optional<String> read(String line, Question question, Set<Transport> named) {
        if (line.isBlank() || line.strip().equalsIgnoreCase(NONE)) {
            return line.isBlank() ? Optional.of("enter '" + NONE + "' if you expect it of none of them")
                    : Optional.empty();
        }
        for (String word : line.replace(',', ' ').strip().split("\\s+")) {
            if (word.equalsIgnoreCase(ALL)) {
                named.addAll(transports);
            } else {
                Optional<Transport> one = transports.stream()
                        .filter(transport -> transport.toString().equalsIgnoreCase(word)).findFirst();
                if (one.isEmpty()) {
                    return Optional
                            .of("'" + PrintableText.escapeControls(word) + "' is not one of these: "
                                    + names());
                }
                named.add(one.get());
            }
        }
        return question == Question.SLOWEST && named.size() > 1
                ? Optional.of("enter one name, or '" + NONE + "' if none stands out")
                : Optional.empty();
    }

    private String names() {
        return transports.stream().map(Transport::toString).collect(Collectors.joining(" "));
    }
}
