package netkit.cli.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import netkit.compare.Experiment;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.net.PrintableText;
import netkit.report.Prediction;
import netkit.report.Prediction.Question;

/** A dialogue that asks for a prediction of an experiment, scenario by scenario. */
final class PredictionDialogue {
    private static final String ALL = "all";

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

    private Prediction ask(Experiment experiment, List<String> options) throws IOException {
        style.wrap("",
                "What do you expect? Answer with transports from this list, separated by blanks, with 'all', or with"
                        + " Enter for none: " + names() + ".")
                .forEach(out::println);
        Map<String, Map<Question, Set<Transport>>> answers = new LinkedHashMap<>();
        for (Scenario scenario : experiment.scenarios()) {
            out.println();
            out.println(PrintableText.escapeControls(scenario.name() + ": " + scenario.title()));
            Map<Question, Set<Transport>> expected = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                expected.put(question, ask(question));
            }
            answers.put(scenario.name(), expected);
        }
        out.println();
        out.flush();
        return new Prediction(experiment.seed(), options, answers);
    }

    private Set<Transport> ask(Question question) throws IOException {
        while (true) {
            out.print("  " + question.words() + " ");
            out.flush();
            String line = in.readLine();
            if (line == null) {
                throw new IOException(
                        "the prediction is not complete: the input ended at '" + question.words() + "'");
            }
            Set<Transport> named = EnumSet.noneOf(Transport.class);
            Optional<String> complaint = read(line, question, named);
            if (complaint.isEmpty()) {
                return named;
            }
            out.println("  " + complaint.get());
        }
    }

    /** @return what is wrong with the answer, if it is invalid */
    private Optional<String> read(String line, Question question, Set<Transport> named) {
        for (String word : line.replace(',', ' ').strip().split("\\s+")) {
            if (word.equalsIgnoreCase(ALL)) {
                named.addAll(transports);
            } else if (!word.isEmpty()) {
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
                ? Optional.of("enter one name, or nothing if none stands out")
                : Optional.empty();
    }

    private String names() {
        return transports.stream().map(Transport::toString).collect(Collectors.joining(" "));
    }
}
