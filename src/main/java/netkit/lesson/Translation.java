package netkit.lesson;

import java.util.List;
import java.util.Map;

/**
 * Texts of a lesson in another language, which its file {@code texts.json} gives by the ids of {@code lesson.json} and
 * {@code checks.lab}. A text that is absent is shown in English.
 *
 * @param title of the lesson; null if it is absent
 * @param questions by id
 * @param checks titles of checks, by id
 * @param diagnoses by id
 */
public record Translation(String title, Map<String, QuestionText> questions, Map<String, String> checks,
        Map<String, Explanation> diagnoses) {
    /** Everything is shown in English. */
    public static final Translation NONE = new Translation(null, null, null, null);

    public Translation {
        questions = questions == null ? Map.of() : questions;
        checks = checks == null ? Map.of() : checks;
        diagnoses = diagnoses == null ? Map.of() : diagnoses;
    }

    /**
     * The words of a question.
     *
     * @param text null if it is absent
     * @param choices in the order of {@code lesson.json}; empty if they are absent
     */
    public record QuestionText(String text, List<String> choices) {
        public QuestionText {
            choices = choices == null ? List.of() : choices;
        }
    }

    /** What a diagnosis, or a common symptom, says; either may be null. */
    public record Explanation(String cause, String hint) {
        public String causeOr(String english) {
            return cause == null ? english : cause;
        }

        public String hintOr(String english) {
            return hint == null ? english : hint;
        }
    }

    /** Returns a lesson with these texts instead of the English ones. */
    Lesson of(Lesson english) {
        return new Lesson(english.schema(), english.id(), english.number(), english.version(),
                title == null ? english.title() : title, english.minutes(), english.terms(),
                english.exercise(), english.questions().stream().map(this::of).toList(), english.mistakes(),
                english.diagnoses().stream().map(this::of).toList());
    }

    /** Choices that are no longer as many as the English ones are shown in English: they name others. */
    private Question of(Question english) {
        QuestionText words = questions.get(english.id());
        if (words == null) {
            return english;
        }
        return english.in(words.text == null ? english.text() : words.text,
                words.choices.size() == english.choices().size() ? words.choices : english.choices());
    }

    private Lesson.Diagnosis of(Lesson.Diagnosis english) {
        Explanation words = diagnoses.get(english.id());
        return words == null ? english
                : new Lesson.Diagnosis(english.id(), english.checks(), english.when(),
                        words.causeOr(english.cause()), words.hintOr(english.hint()));
    }
}
