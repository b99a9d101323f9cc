package netkit.lesson;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rules of asking for predictions, one line typed after the other: an empty line asks again, {@code back} corrects
 * the answer before.
 */
public final class PredictionDialogue {
    private static final String BACK = "back";

    private final List<Question> questions;
    private final List<String> answers = new ArrayList<>();

    /** @param questions those to be asked, in this order */
    public PredictionDialogue(List<Question> questions) {
        this.questions = List.copyOf(questions);
    }

    public boolean isDone() {
        return answers.size() == questions.size();
    }

    /** Returns the question that is to be answered, and the choices, a paragraph each. */
    public List<String> question() {
        Question question = questions.get(answers.size());
        List<String> lines = new ArrayList<>();
        lines.add((questions.size() > 1 ? "(" + (answers.size() + 1) + " of " + questions.size() + ") " : "")
                + question.text());
        IntStream.range(0, question.labels().size())
                .forEach(i -> lines.add("  " + Question.letter(i) + ") " + question.labels().get(i)));
        return lines;
    }

    /** Takes a typed line; returns what is wrong with it, if it is no answer. */
    public Optional<String> take(String line) {
        String typed = line.strip();
        if (typed.equalsIgnoreCase(BACK)) {
            if (answers.isEmpty()) {
                return Optional.of("this is the first question");
            }
            answers.removeLast();
            return Optional.empty();
        }
        Question question = questions.get(answers.size());
        Optional<String> answer = question.answer(typed);
        if (answer.isEmpty()) {
            return Optional.of((typed.isEmpty() ? "" : "'" + typed + "' is no answer to this: ")
                    + question.expected()
                    + (answers.isEmpty() ? "" : ", or 'back' to correct the answer before"));
        }
        answers.add(answer.get());
        return Optional.empty();
    }

    /** Returns the answers so far, by the ids of the questions. */
    public Map<String, String> answers() {
        Map<String, String> byId = new LinkedHashMap<>();
        IntStream.range(0, answers.size()).forEach(i -> byId.put(questions.get(i).id(), answers.get(i)));
        return byId;
    }
}
