package netkit.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.Translation.Explanation;
import netkit.lesson.Translation.QuestionText;

class TranslationTest {
    private static final Question READS = new Question("reads", 1, Question.Type.CHOICE, "How many reads?",
            List.of("1", "several, it varies"), null, List.of(1.0, 2.0), null);
    private static final Question WHY = new Question("why", 2, Question.Type.TEXT, "Why?", null, null, null,
            null);
    private static final Lesson ENGLISH = new Lesson(1, "22-own", 22, 1, "My own", 20, null, null,
            List.of(READS, WHY), null,
            List.of(new Lesson.Diagnosis("one-read", List.of("split"), "silence", "One read.", "How many?"),
                    new Lesson.Diagnosis("other", null, "always", "Another.", "Which?")));

    private static Lesson translated(String title, Map<String, QuestionText> questions,
            Map<String, Explanation> diagnoses) {
        return new Translation(title, questions, null, diagnoses).of(ENGLISH);
    }

    @Test
    void whatIsNotTranslatedStaysEnglish() {
        assertEquals(ENGLISH, Translation.NONE.of(ENGLISH));
        Lesson german = translated(null,
                Map.of("reads", new QuestionText("Wie viele reads?", null), "gone",
                        new QuestionText("x", null)),
                Map.of("one-read", new Explanation("Ein read.", null)));
        assertEquals("My own", german.title());
        assertEquals("Wie viele reads?", german.questions().getFirst().text());
        assertEquals(READS.choices(), german.questions().getFirst().labels());
        assertEquals(WHY, german.questions().getLast());
        assertEquals(
                List.of(new Lesson.Diagnosis("one-read", List.of("split"), "silence", "Ein read.",
                        "How many?"),
                        ENGLISH.diagnoses().getLast()),
                german.diagnoses());
    }

    @Test
    void answersAreStoredAsTheEnglishChoices() {
        Question german = translated("Mein", Map.of("reads", new QuestionText(null, List.of("1", "mehrere"))),
                null).questions().getFirst();
        assertEquals(READS.text(), german.text());
        PredictionDialogue dialogue = new PredictionDialogue(List.of(german));
        assertEquals(List.of("How many reads?", "  a) 1", "  b) mehrere"), dialogue.question());
        for (String typed : List.of("b", "mehrere", "Several, it varies")) {
            assertEquals(Optional.of("several, it varies"), german.answer(typed));
        }
        assertEquals("mehrere", german.label("several, it varies"));
        assertEquals("17", german.label("17"), "what was measured may be no choice");
        assertEquals(true, german.agrees("several, it varies", "17"));
        assertEquals(false, german.agrees("several, it varies", "1"));
    }

    @Test
    void choicesOfAnotherNumberAreNotShown() {
        Question german = translated(null, Map.of("reads", new QuestionText("Wie viele?", List.of("eins"))),
                null).questions().getFirst();
        assertEquals("Wie viele?", german.text());
        assertEquals(READS.choices(), german.labels());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "{\"questions\": {\"reads\": {\"choices\": [\"a\", \"\"]}}} | questions.reads.choices[1]: is missing or empty",
        "{\"questions\": {\"reads\": null}} | questions.reads: is null",
        "{\"checks\": {\"one\": \"a\\u001b[2J\"}} | checks.one: must be one line without control characters",
        "{\"diagnoses\": {\"x\": {\"cause\": \" \"}}} | diagnoses.x.cause: is missing or empty",
        "{\"title\": \"a\\u202eb\"} | title: must be one line without control characters",
        "{\"checks\": {\"one\": \"a\", \"one\": \"b\"}} | duplicate key", "[] | expected",
        " | the file is empty"})
    void whatIsWrongIsOneLineThatNamesThePlace(String json, String expected) {
        String complaint = assertThrows(IOException.class,
                () -> LessonJson.readTranslation(json == null ? "" : json, "de/texts.json")).getMessage();
        assertEquals(1, complaint.lines().count(), complaint);
        assertEquals(true, complaint.startsWith("de/texts.json: ") && complaint.contains(expected),
                complaint);
    }
}
