package netkit.report;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/**
 * A student's prediction of a comparison, made before it is run.
 *
 * @param seed of the run that it was made for
 * @param options of the run that it was made for, as they were typed
 * @param byScenario the answers, by the name of the scenario; a question without an answer is answered with no transport
 */
public record Prediction(long seed, List<String> options,
        Map<String, Map<Question, Set<Transport>>> byScenario) {
    /** A question asked for each scenario. The answer is a set of transports, which may be empty. */
    public enum Question {
        LOST("lost", "which will lose messages?", "lost",
                (cell, _) -> !cell.stats().lost().isEmpty()), DUPLICATED("duplicated",
                        "which will deliver duplicates?", "duplicates",
                        (cell, _) -> !cell.stats().duplicates().isEmpty()), OUT_OF_ORDER("outOfOrder",
                                "which will deliver out of order?", "out of order",
                                (cell, _) -> !cell.stats().outOfOrder().isEmpty()), SLOWEST("slowest",
                                        "which will be the slowest (p99)?", "slowest (p99)",
                                        Question::isSlowest);

        private static final long SAME_NANOS = 1_000_000;

        private final String key;
        private final String words;
        private final String finding;
        /** Of a cell, and all cells of its scenario. */
        private final BiPredicate<Cell.Measured, List<Cell.Measured>> isAnswer;

        Question(String key, String words, String finding,
                BiPredicate<Cell.Measured, List<Cell.Measured>> isAnswer) {
            this.key = key;
            this.words = words;
            this.finding = finding;
            this.isAnswer = isAnswer;
        }

        /** Returns the question's key in JSON. */
        @Override
        public String toString() {
            return key;
        }

        /** Returns the text of the question. */
        public String words() {
            return words;
        }

        /** Returns what is true of the transports in the answer. */
        public String finding() {
            return finding;
        }

        private static boolean isSlowest(Cell.Measured cell, List<Cell.Measured> all) {
            long slowest = all.stream().mapToLong(Question::p99Nanos).max().orElse(0);
            long same = Math.max(SAME_NANOS, slowest / 10);
            return p99Nanos(cell) > 0 && p99Nanos(cell) >= slowest - same;
        }

        /** Returns 0 if nothing was delivered. */
        private static long p99Nanos(Cell.Measured cell) {
            return cell.stats().latency().map(latency -> latency.p99().toNanos()).orElse(0L);
        }
    }

    /** Explains the tolerance of {@link Question#SLOWEST}: smaller differences are chance. */
    public static final String EQUALLY_SLOW = "slowest: transports within 10 % or 1 ms of the slowest count as equally slow;"
            + " any of them is right, and if all of them are, so is none";

    /**
     * The predicted and the measured answer to one question.
     *
     * @param candidates all transports that the answer could contain
     */
    public record Answer(Scenario scenario, Question question, Set<Transport> predicted,
            Set<Transport> measured,
            Set<Transport> candidates) {
        /** Of several equally slow transports each is a right answer; the empty answer is right if all are. */
        public boolean isRight() {
            return predicted.equals(measured) || question == Question.SLOWEST
                    && (predicted.isEmpty() ? measured.equals(candidates) : measured.containsAll(predicted));
        }
    }

    /** Returns whether several transports were equally slow, so that {@link #EQUALLY_SLOW} must be shown. */
    public static boolean needEquallySlow(List<Answer> answers) {
        return answers.stream()
                .anyMatch(answer -> answer.question() == Question.SLOWEST && answer.measured().size() > 1);
    }

    public Prediction {
        options = List.copyOf(options);
        Map<String, Map<Question, Set<Transport>>> all = new LinkedHashMap<>();
        byScenario.forEach((scenario, answers) -> {
            Map<Question, Set<Transport>> sorted = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                sorted.put(question,
                        answers.getOrDefault(question, Set.of()).stream().collect(transports()));
            }
            all.put(scenario, sorted);
        });
        byScenario = Collections.unmodifiableMap(all);
    }

    /** Returns the answers for this scenario, restricted to the transports that were measured. */
    public List<Answer> answers(Scenario scenario, List<Cell.Measured> cells) {
        Map<Question, Set<Transport>> expected = byScenario.get(scenario.name());
        if (expected == null || cells.isEmpty()) {
            return List.of();
        }
        Set<Transport> candidates = cells.stream().map(Cell.Measured::transport).collect(transports());
        return Arrays.stream(Question.values()).map(question -> {
            Set<Transport> predicted = EnumSet.noneOf(Transport.class);
            predicted.addAll(expected.get(question));
            predicted.retainAll(candidates);
            Set<Transport> measured = cells.stream().filter(cell -> question.isAnswer.test(cell, cells))
                    .map(Cell.Measured::transport).collect(transports());
            return new Answer(scenario, question, predicted, measured, candidates);
        }).toList();
    }

    private static Collector<Transport, ?, Set<Transport>> transports() {
        return Collectors.toCollection(() -> EnumSet.noneOf(Transport.class));
    }
}
