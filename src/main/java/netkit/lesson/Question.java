package netkit.lesson;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A question that the reader answers before the experiment is run. The right answer is not part of it: what
 * {@link Measure} finds is shown beside the prediction.
 *
 * @param step number of the step of the text before which it is asked
 * @param choices for {@link Type#CHOICE}, at least two; else empty
 * @param measure null if nothing can be measured: the answer is kept for the teacher
 * @param from for each choice the least measured number that it stands for, ascending; empty if the choices are what is
 *        measured
 * @param labels the choices as they are shown, in the reader's language; what is stored and measured are the choices
 */
public record Question(String id, int step, Type type, String text, List<String> choices, Measure measure,
        List<Double> from, List<String> labels) {
    /** What an answer may be. */
    public enum Type {
        CHOICE, NUMBER, TEXT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Question {
        choices = choices == null ? List.of() : choices;
        from = from == null ? List.of() : from;
        labels = labels == null ? choices : labels;
    }

    /**
     * Returns the answer that is meant by what was typed: for a choice its text, by letter or by its own text; for a
     * number, that number. Empty if it is no possible answer.
     */
    public Optional<String> answer(String typed) {
        String text = typed.strip();
        return switch (type) {
            case TEXT -> text.isEmpty() ? Optional.empty() : Optional.of(text);
            case NUMBER -> number(text).isPresent() ? Optional.of(text) : Optional.empty();
            case CHOICE -> IntStream.range(0, choices.size())
                    .filter(i -> text.equalsIgnoreCase(letter(i)) || text.equalsIgnoreCase(letter(i) + ")")
                            || text.equalsIgnoreCase(labels.get(i))
                            || text.equalsIgnoreCase(choices.get(i)))
                    .mapToObj(choices::get).findFirst();
        };
    }

    /** Returns an answer as it is shown: for one of the choices its label. */
    public String label(String answer) {
        int choice = choices.indexOf(answer);
        return choice < 0 ? answer : labels.get(choice);
    }

    /**
     * Returns the question in another language.
     *
     * @param shown for each choice its label
     */
    Question in(String words, List<String> shown) {
        return new Question(id, step, type, words, choices, measure, from, shown);
    }

    /** Returns what must be typed for an answer. */
    public String expected() {
        return switch (type) {
            case TEXT -> "answer in your own words";
            case NUMBER -> "enter a number";
            case CHOICE -> "enter one of the letters "
                    + String.join(", ",
                            IntStream.range(0, choices.size()).mapToObj(Question::letter).toList());
        };
    }

    /** Returns whether a prediction is what was measured. A choice may say more than the value: {@code 3, one each}. */
    public boolean agrees(String predicted, String measured) {
        if (predicted.strip().equalsIgnoreCase(measured.strip())) {
            return true;
        }
        if (!from.isEmpty()) {
            OptionalDouble value = number(measured);
            return value.isPresent() && IntStream.range(0, from.size())
                    .filter(i -> from.get(i) <= value.getAsDouble()).max().stream()
                    .anyMatch(i -> choices.get(i).equals(predicted));
        }
        if (type == Type.CHOICE) {
            return answer(measured).map(choice -> choice.equals(predicted)).orElseGet(
                    () -> predicted.strip().split("[\\s,;:(]", 2)[0].equalsIgnoreCase(measured.strip()));
        }
        OptionalDouble one = number(predicted);
        OptionalDouble other = number(measured);
        return type == Type.NUMBER && one.isPresent() && other.isPresent()
                && one.getAsDouble() == other.getAsDouble();
    }

    /** Returns the letter of a choice: a, b, c … */
    public static String letter(int index) {
        return String.valueOf((char) ('a' + index));
    }

    private static OptionalDouble number(String text) {
        try {
            double value = Double.parseDouble(text.strip().replace(",", "").replaceFirst("\\s*%$", ""));
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }
}
