package netkit.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.lint.LessonSchema;

class LessonJsonTest {
    private static final String VALID = """
            {
              "schema": 1, "id": "04-tcp-stream", "number": 4, "version": 2, "title": "TCP is a stream",
              "minutes": 25, "terms": ["TCP", "socket"],
              "exercise": { "name": "Framer", "minutes": 40, "files": { "java": "Framer.java", "python": "framer.py" } },
              "questions": [
                { "id": "five", "step": 2, "type": "choice", "text": "How many reads?", "choices": ["5", "1"], "measure": "five" },
                { "id": "lost", "step": 3, "type": "number", "text": "How many are lost?",
                  "measure": { "command": "compare --transports udp --json", "path": "cells[0].lost" } },
                { "id": "why", "step": 3, "type": "text", "text": "Why?" }
              ],
              "mistakes": { "one.py": "one-read" },
              "diagnoses": [ { "id": "one-read", "checks": ["split"], "when": "received is empty", "cause": "C.", "hint": "H?" } ]
            }
            """;

    private static String complaint(String json) {
        return assertThrows(IOException.class, () -> LessonJson.read(json, "lesson.json")).getMessage();
    }

    @Test
    void allPartsAreRead() throws Exception {
        Lesson lesson = LessonJson.read(VALID, "lesson.json");
        assertEquals("04-tcp-stream", lesson.id());
        assertEquals(Map.of(Language.JAVA, "Framer.java", Language.PYTHON, "framer.py"),
                lesson.exercise().files());
        assertEquals(new Measure.Block("five"), lesson.questions().get(0).measure());
        assertEquals(new Measure.Command("compare --transports udp --json", "cells[0].lost"),
                lesson.questions().get(1).measure());
        assertEquals(Map.of("one.py", "one-read"), lesson.mistakes());
        assertEquals("received is empty", lesson.diagnoses().getFirst().when());
        assertEquals(List.of(), new LessonSchema().complaints(VALID));
    }

    @Test
    void whatIsAbsentIsEmpty() throws Exception {
        Lesson lesson = LessonJson.read("""
                {"schema": 1, "id": "02-models", "number": 2, "version": 1, "title": "T", "minutes": 20}
                """, "lesson.json");
        assertTrue(!lesson.hasExercise() && lesson.questions().isEmpty() && lesson.diagnoses().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "\"schema\": 1 | \"schema\": 2 | schema: must be 1, not 2; a newer netkit may know it",
        "\"number\": 4 | \"number\": 5 | number: 5 does not fit the id '04-tcp-stream'",
        "\"number\": 4 | \"number\": \"x\" | number: is not a whole number",
        "\"version\": 2 | \"version\": [2] | line 2: version: expected an int but was array",
        "\"version\": 2, | \"version\": 2 | line 2: version: unterminated object",
        "\"type\": \"choice\" | \"type\": \"choise\" | questions[0].type: 'choise' is none of choice, number, text",
        "\"java\": | \"jav\": | exercise.files: 'jav' is none of java, python, javascript",
        "\"minutes\": 25, | | minutes: must be 1 or more",
        "\"id\": \"lost\" | \"id\": \"five\" | questions: the id 'five' is used twice",
        "[\"5\", \"1\"] | [\"5\"] | questions[0].choices: there must be two or more",
        ", \"path\": \"cells[0].lost\" | | questions[1].measure: is neither the id of a measure block",
        "\"cause\": \"C.\", | | diagnoses[0].cause: is missing or empty",
        "Framer.java | ../Framer.java | exercise.files.java: '../Framer.java' is not the name of a file .java"})
    void whatIsWrongIsOneLineThatNamesThePlace(String right, String wrong, String expected) {
        String complaint = complaint(VALID.replace(right, wrong == null ? "" : wrong));
        assertTrue(complaint.startsWith("lesson.json: " + expected), complaint);
        assertEquals(1, complaint.lines().count(), complaint);
    }

    @Test
    void whatIsNotJsonIsOneLine() {
        for (String text : List.of("", "null", "{", "{\"schema\": 1,", "[1]", "{\"terms\": 3}", "\u0000")) {
            String complaint = complaint(text);
            assertTrue(complaint.startsWith("lesson.json: ") && complaint.lines().count() == 1, complaint);
        }
    }

    @Test
    void schemaNamesThePlaceOfWhatItDoesNotKnow() throws Exception {
        LessonSchema schema = new LessonSchema();
        List<String> unknown = schema.complaints(VALID.replace("\"minutes\": 40", "\"minuts\": 40"));
        assertTrue(unknown.stream().anyMatch(line -> line.startsWith("exercise")), unknown.toString());
        List<String> id = schema.complaints(VALID.replace("\"five\", \"step\"", "\"Five\", \"step\""));
        assertEquals(1, id.size(), id.toString());
        assertTrue(id.getFirst().startsWith("questions[0].id: "), id.toString());
    }
}
