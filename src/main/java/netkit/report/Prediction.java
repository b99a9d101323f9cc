package netkit.report;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import netkit.compare.Cell;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

/**
 * What somebody expects of a comparison before it is run.
 *
 * @param seed of the run that it was made for
 * @param options of the run that it was made for, as they were typed
 * @param byScenario the answers to all questions, for each scenario by name
 */
public record Prediction(long seed, List<String> options,
        Map<String, Map<Question, Set<Transport>>> byScenario) {
    /** What is asked of each scenario. The answer is a set of transports, which may be empty. */
    public enum Question {
        LOSE("lose", "which will lose messages?", "lost messages") {
            @Override
            boolean isAnswer(Cell.Measured cell, List<Cell.Measured> all) {
                return !cell.stats().lost().isEmpty();
            }
        },
        TWICE("twice", "which will deliver some twice?", "delivered some twice") {
            @Override
            boolean isAnswer(Cell.Measured cell, List<Cell.Measured> all) {
                return !cell.stats().duplicates().isEmpty();
            }
        },
        OUT_OF_ORDER("outOfOrder", "which will deliver some out of order?", "delivered some out of order") {
            @Override
            boolean isAnswer(Cell.Measured cell, List<Cell.Measured> all) {
                return !cell.stats().outOfOrder().isEmpty();
            }
        },
        SLOWEST("slowest", "which will be the slowest (p99)?", "slowest (p99)") {
            @Override
            boolean isAnswer(Cell.Measured cell, List<Cell.Measured> all) {
                long slowest = all.stream().mapToLong(Question::p99Nanos).max().orElse(0);
                long same = Math.max(SAME_NANOS, slowest / 10);
                return p99Nanos(cell) > 0 && p99Nanos(cell) >= slowest - same;
            }
        };

        private static final long SAME_NANOS = 1_000_000;

        private final String key;
        private final String words;
        private final String finding;

        Question(String key, String words, String finding) {
            this.key = key;
            this.words = words;
            this.finding = finding;
        }

        /** What it is called in files. */
        public String key() {
            return key;
        }

        /** The question itself, for a person. */
        public String words() {
            return words;
        }

        /** What is true of those that are the answer, for a person. */
        public String finding() {
            return finding;
        }

        /** Whether the transport of this cell is one of those, as measured; all are the cells of its scenario. */
        abstract boolean isAnswer(Cell.Measured cell, List<Cell.Measured> all);

        /** 0 where nothing came. */
        private static long p99Nanos(Cell.Measured cell) {
            return cell.stats().latency().map(latency -> latency.p99().toNanos()).orElse(0L);
        }
    }

    /** What {@link Question#SLOWEST} means by it, for a person: less is chance. */
    public static final String EQUALLY_SLOW = "slowest: whoever is within 10 % or 1 ms of the slowest counts as equally slow;"
            + " any of these is right, and if that is all of them, so is none";

    /**
     * One question, what was expected and what was measured.
     *
     * @param tried all that the answer could have been
     */
    public record Answer(Scenario scenario, Question question, Set<Transport> predicted,
            Set<Transport> measured,
            Set<Transport> tried) {
        /** Of several that are equally slow each is a right answer; and no answer is right where all are. */
        public boolean isRight() {
            return predicted.equals(measured) || question == Question.SLOWEST
                    && (predicted.isEmpty() ? measured.equals(tried) : measured.containsAll(predicted));
        }
    }

    /** Whether several were equally slow in one of these, and so what that means must be said. */
    public static boolean needEquallySlow(List<Answer> answers) {
        return answers.stream()
                .anyMatch(answer -> answer.question() == Question.SLOWEST && answer.measured().size() > 1);
    }

    public Prediction {
        options = List.copyOf(options);
        byScenario = Collections.unmodifiableMap(new LinkedHashMap<>(byScenario));
    }

    /** All that was expected of this scenario and can be held against its cells; transports not among these do not count. */
    public List<Answer> answers(Scenario scenario, List<Cell.Measured> cells) {
        Map<Question, Set<Transport>> expected = byScenario.get(scenario.name());
        if (expected == null || cells.isEmpty()) {
            return List.of();
        }
        Set<Transport> tried = cells.stream().map(Cell.Measured::transport).collect(transports());
        return Arrays.stream(Question.values()).map(question -> {
            Set<Transport> predicted = EnumSet.noneOf(Transport.class);
            predicted.addAll(expected.getOrDefault(question, Set.of()));
            predicted.retainAll(tried);
            Set<Transport> measured = cells.stream().filter(cell -> question.isAnswer(cell, cells))
                    .map(Cell.Measured::transport).collect(transports());
            return new Answer(scenario, question, predicted, measured, tried);
        }).toList();
    }

    private static Collector<Transport, ?, Set<Transport>> transports() {
        return Collectors.toCollection(() -> EnumSet.noneOf(Transport.class));
    }
}
