package netkit.lesson;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lesson as its {@code lesson.json} describes it; the components are named like the keys, and {@link LessonJson} reads
 * them. The text, the hints, the checks and the programs are files beside it: see {@link LessonFolder}.
 *
 * @param schema {@link #SCHEMA}
 * @param id the folder's name, such as {@code 04-tcp-stream}
 * @param number 1 to 99, the number that the id begins with
 * @param version 1 or more; a higher one tells a student's folder that the lesson has changed
 * @param minutes time that a reader needs for the text
 * @param terms words of the glossary that the lesson uses
 * @param exercise null if the lesson has none
 * @param questions what the reader predicts, in the order in which it is asked
 * @param mistakes wrong solutions, by file name in {@code mistakes/}, and the diagnosis that each must get
 * @param diagnoses the causes of failed checks, in the order in which they are tried
 */
public record Lesson(int schema, String id, int number, int version, String title, int minutes,
        List<String> terms,
        Exercise exercise, List<Question> questions, Map<String, String> mistakes,
        List<Diagnosis> diagnoses) {
    public static final int SCHEMA = 1;

    /** What is absent is empty. */
    public Lesson {
        terms = terms == null ? List.of() : terms;
        questions = questions == null ? List.of() : questions;
        mistakes = mistakes == null ? Map.of() : mistakes;
        diagnoses = diagnoses == null ? List.of() : diagnoses;
    }

    /** The program that the student writes. */
    public record Exercise(String name, int minutes, Map<Language, String> files) {
        public Exercise {
            files = files == null ? Map.of() : files;
        }

        /** Returns Java, or the only language if there is no start file in Java. */
        public Language usual() {
            return files.containsKey(Language.JAVA) ? Language.JAVA
                    : files.keySet().stream().findFirst().orElse(Language.JAVA);
        }

        /** Returns the language of a file by its extension, if the exercise has a start file in it. */
        public Optional<Language> language(String fileName) {
            return files.keySet().stream().filter(language -> fileName.endsWith(language.extension()))
                    .findFirst();
        }
    }

    /**
     * A cause of failed checks.
     *
     * @param checks ids of the checks for which it may be given; empty for all
     * @param when a rule over what was observed, as written: the judge compiles it
     * @param cause one sentence
     * @param hint a question that leads on
     */
    public record Diagnosis(String id, List<String> checks, String when, String cause, String hint) {
        public Diagnosis {
            checks = checks == null ? List.of() : checks;
        }
    }

    public boolean hasExercise() {
        return exercise != null;
    }

    /** Finds a question by its id. */
    public Optional<Question> question(String questionId) {
        return questions.stream().filter(question -> question.id().equals(questionId)).findFirst();
    }
}
