package netkit.lesson.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;

class BoardTest {
    private final Board board = new Board("frogs");

    @BeforeEach
    void addLesson() throws Exception {
        LessonFolder folder = Lessons.packed().find(4).orElseThrow();
        board.add(folder.lesson(), folder.lessonText(),
                Map.of("one-read", "One read was taken for a message."));
    }

    private static BoardReport report(int student, int step, int checks, String diagnosis,
            Map<String, String> answers) {
        return BoardReport
                .parse(new BoardReport(1, "frogs", "student-%010d".formatted(student), "s" + student,
                        4, step, checks, 2, checks == 0 ? 0 : 9, false, diagnosis, answers).json());
    }

    private static BoardReport withCode(String code) {
        return new BoardReport(1, code, "student-000000000", "x", 4, 0, 0, 0, 0, false, "", Map.of());
    }

    @Test
    void studentWhoComesAgainIsTheSame() {
        board.take(report(1, 2, 0, "", Map.of()), 0);
        board.take(report(2, 3, 0, "", Map.of()), 0);
        board.take(report(1, 5, 0, "", Map.of()), Board.AWAY);
        List<Board.ShownStudent> students = board.view(Board.AWAY).students();
        assertEquals(List.of(5, 3), students.stream().map(Board.ShownStudent::step).toList());
        assertEquals(List.of(false, true), students.stream().map(Board.ShownStudent::isAway).toList());
    }

    @Test
    void diagnosisIsShownUntilTheCheckPasses() {
        board.take(report(1, 7, 1, "one-read", Map.of()), 10);
        board.take(report(2, 7, 1, "one-read", Map.of()), 20);
        board.take(report(1, 6, 0, "", Map.of()), 30); // reads on: this is about no check
        Board.ShownFailure failure = board.view(30).failures().getFirst();
        assertEquals(List.of("s1", "s2"), failure.names());
        assertEquals("One read was taken for a message.", failure.cause());
        assertEquals(20, failure.at());
        board.take(report(1, 7, 2, "", Map.of()), 40);
        assertEquals(List.of("s2"), board.view(40).failures().getFirst().names());
    }

    @Test
    void answersOfAllLanguagesAreCountedTogetherAndShownInThatOfTheBoard() throws Exception {
        LessonFolder german = Lessons.packed().in("de").find(4).orElseThrow();
        Board deutsch = new Board("frogs");
        deutsch.add(german.lesson(), german.lessonText(), Map.of());
        deutsch.take(report(1, 1, 0, "", Map.of("five-writes", "depends on Nagle")), 0);
        assertEquals(Map.of("depends on Nagle", 1), deutsch.view(0).answers().get("4/five-writes"));
        Board.CourseQuestion question = deutsch.course("host:1", List.of()).lessons().getFirst().questions()
                .getFirst();
        assertEquals("depends on Nagle", question.choices().getLast());
        assertEquals("das hängt von Nagle ab", question.labels().getLast());
    }

    @Test
    void answersAreCountedAndWhatIsNoAnswerIsNot() {
        board.take(report(1, 1, 0, "", Map.of("five-writes", "1", "cafe", "5")), 0);
        board.take(report(2, 1, 0, "", Map.of("five-writes", "5", "cafe", "<b>")), 0);
        board.take(report(3, 1, 0, "", Map.of("five-writes", "rude words", "no-such", "1")), 0);
        Board.View view = board.view(0);
        assertEquals(Map.of("1", 1, "5", 1), view.answers().get("4/five-writes"));
        assertEquals(Map.of("5", 1), view.answers().get("4/cafe"));
        assertFalse(view.answers().containsKey("4/no-such"));
        assertTrue(view.measured().isEmpty(), "only when the teacher asks");
        board.reveal(4, "five-writes", "1");
        assertEquals(List.of("1"), board.view(0).measured().get("4/five-writes").right());
        assertTrue(board.toMeasure(4, "five-writes").isEmpty(), "once");
        assertTrue(board.toMeasure(4, "promise").isEmpty(), "nothing can be measured");
    }

    @Test
    void wrongCodeUnknownLessonAndTooManyStudentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> board.take(withCode("toads"), 0));
        assertThrows(IllegalArgumentException.class, () -> board.take(withCode(""), 0));
        assertThrows(IllegalArgumentException.class, () -> board.take(new BoardReport(1, "frogs",
                "student-000000000", "x", 99, 0, 0, 0, 0, false, "", Map.of()), 0));
        for (int i = 0; i < Board.MAX_STUDENTS; i++) {
            board.take(report(i, 1, 0, "", Map.of()), 0);
        }
        assertThrows(IllegalArgumentException.class,
                () -> board.take(report(Board.MAX_STUDENTS, 1, 0, "", Map.of()), 0));
        board.take(report(1, 2, 0, "", Map.of()), 0);
        assertEquals(Board.MAX_STUDENTS, board.view(0).students().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{", "3", "{\"schema\":2}", "{\"schema\":1}", "{\"schema\":\"x\"}",
                "{\"schema\":1,\"code\":\"frogs\",\"student\":\"short\",\"lesson\":4}",
                "{\"schema\":1,\"code\":\"frogs\",\"student\":\"student-000000001\",\"lesson\":100}",
                "{\"schema\":1,\"code\":\"frogs\",\"student\":\"student-000000001\",\"lesson\":1e99}",
                "{\"schema\":1,\"code\":{},\"student\":\"student-000000001\",\"lesson\":4}"})
    void whatIsNoReportIsRefusedWithALine(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> BoardReport.parse(text))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void nameIsOneBoundedLineWithoutControls() {
        assertEquals("?", BoardReport.name(" "));
        assertEquals("?", BoardReport.name(null));
        assertEquals("\\u001b[2J", BoardReport.name("\u001b[2J"));
        assertEquals(24, BoardReport.name("x".repeat(1000)).length());
        assertEquals(23, BoardReport.name("x".repeat(23) + "\ud83d\ude00").length(),
                "no half of a character");
        assertEquals(1, BoardReport.name("two\nlines").lines().count());
    }
}
