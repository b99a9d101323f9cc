package netkit.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionDialogueTest {
    private static final Question CHOICE = new Question("reads", 1, Question.Type.CHOICE, "How many reads?",
            List.of("5, one each", "1", "it depends on Nagle"), null, null, null);
    private static final Question NUMBER = new Question("lost", 1, Question.Type.NUMBER, "How many lost?",
            null, null, null, null);
    private static final Question TEXT = new Question("why", 2, Question.Type.TEXT, "Why?", null, null, null,
            null);

    @ParameterizedTest
    @CsvSource({"one,1,true", "one,2,false", "several,2,true", "several,1302,true", "all,1302,false",
        "all,'20,000',true", "one,0,false", "several,many,false"})
    void aChoiceIsRightFromAMeasuredNumberOn(String predicted, String measured, boolean right) {
        Question question = new Question("reads", 1, Question.Type.CHOICE, "How many?",
                List.of("one", "several", "all"), null, List.of(1.0, 2.0, 20_000.0), null);
        assertEquals(right, question.agrees(predicted, measured));
    }

    private final PredictionDialogue dialogue = new PredictionDialogue(List.of(CHOICE, NUMBER, TEXT));

    @Test
    void answersAreTakenInOrder() {
        assertEquals(List.of("(1 of 3) How many reads?", "  a) 5, one each", "  b) 1",
                "  c) it depends on Nagle"), dialogue.question());
        for (String line : List.of("B", " 17 ", "because")) {
            assertFalse(dialogue.isDone());
            assertEquals(Optional.empty(), dialogue.take(line));
        }
        assertTrue(dialogue.isDone());
        assertEquals(Map.of("reads", "1", "lost", "17", "why", "because"), dialogue.answers());
    }

    @Test
    void enterAloneAsksAgain() {
        assertEquals(Optional.of("enter one of the letters a, b, c"), dialogue.take(""));
        dialogue.take("a");
        assertEquals(Optional.of("enter a number, or 'back' to correct the answer before"),
                dialogue.take(""));
        dialogue.take("3");
        assertEquals(Optional.of("answer in your own words, or 'back' to correct the answer before"),
                dialogue.take("  "));
        assertEquals(Map.of("reads", "5, one each", "lost", "3"), dialogue.answers());
    }

    @Test
    void backCorrectsTheAnswerBefore() {
        assertEquals(Optional.of("this is the first question"), dialogue.take("back"));
        dialogue.take("a");
        dialogue.take("3");
        assertEquals(Optional.empty(), dialogue.take("back"));
        assertEquals(Optional.empty(), dialogue.take("back"));
        dialogue.take("c");
        assertEquals(Map.of("reads", "it depends on Nagle"), dialogue.answers());
    }

    @Test
    void whatIsNoAnswerIsQuoted() {
        assertEquals(Optional.of("'d' is no answer to this: enter one of the letters a, b, c"),
                dialogue.take("d"));
        dialogue.take("a)");
        assertTrue(dialogue.take("many").orElseThrow().startsWith("'many' is no answer to this: "));
        assertTrue(dialogue.take("NaN").isPresent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"5, one each | 5 | true", "1 | 5 | false", "1 | 1 | true",
        "it depends on Nagle | 3 | false", "1 | b | true"})
    void choiceAgreesWithItsValue(String predicted, String measured, boolean agrees) {
        assertEquals(agrees, CHOICE.agrees(predicted, measured));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"3 | 3.0 | true", "20,000 | 20000 | true", "10% | 10 | true",
        "3 | 4 | false", "3 | many | false"})
    void numbersAreComparedAsNumbers(String predicted, String measured, boolean agrees) {
        assertEquals(agrees, NUMBER.agrees(predicted, measured));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "{\"a\": [{\"b\": 3}]} | a[0].b | 3", "[1, 2] | [1] | 2", "{\"a\": 1} | b | ", "{\"a\": null} | a | ",
        "no JSON | a | ", "{\"a\": 1} | a[0] | ",
        "{\"a-b\": \"x\"} | a-b | x", "{\"a\": 1} | a..b | "})
    void pathFindsTheValueInWhatACommandPrinted(String printed, String path, String value) {
        assertEquals(Optional.ofNullable(value), JsonPath.value(printed, path));
    }

    @Test
    void lastOfSeveralLinesOfJsonCounts() {
        assertEquals(Optional.of("true"), JsonPath.value("{\"a\": 1}\n{\"a\": true}\n", "a"));
    }
}
