package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReportMarksTest {
    private final ReportMarks marks = new ReportMarks();

    @Test
    void dotsAreRelativeToEachOther() {
        assertTrue(marks.isEmpty());
        marks.dot(10, 20.5);
        marks.dot(17, 20.5);
        marks.dot(16.9, 3);
        assertEquals("M10 20.5h0m7 0h0m-.1-17.5h0", marks.toString());
    }

    @Test
    void overlappingDotsAreALine() {
        marks.dot(10, 20);
        marks.dot(10, 20);
        marks.dot(10.5, 20.1);
        marks.dot(11.5, 19.9);
        marks.dot(12, 20);
        marks.dot(12, 21);
        marks.dot(13.3, 21);
        assertEquals("M10 20h2v1m1.3 0h0", marks.toString());
    }

    @Test
    void lineOfDotsPassesThroughEachDot() {
        for (int i = 0; i < 8; i++) {
            marks.dot(i % 2, i);
        }
        assertEquals("M0 0l1 1l-1 1l1 1l-1 1l1 1l-1 1l1 1", marks.toString());
    }

    @Test
    void shapeIsACornerOfThePath() {
        marks.shape(10, 20);
        marks.shape(17, 20);
        marks.shape(17, 20);
        marks.shape(17.1, 9);
        assertEquals("M10 20h7v0l.1-11", marks.toString());
    }

    @Test
    void penIsAtTheEndAfterALine() {
        marks.line(10, 20, 15);
        marks.line(11, 15, 12.5);
        assertEquals("M10 20v-5m1 0v-2.5", marks.toString());
    }

    @Test
    void adjacentStrokesAreMerged() {
        marks.line(10, 20, 15);
        marks.line(10.1, 15, 12);
        marks.line(10, 30, 12.5);
        marks.line(10, 11, 9);
        marks.dot(10, 9);
        assertEquals("M10 30v-18m0-1v-2m0 0h0", marks.toString());
    }

    @Test
    void roundingErrorsDoNotAddUp() {
        for (int i = 0; i < 1_000; i++) {
            marks.dot(i * 1.34, 0);
        }
        double pen = 0;
        for (String step : marks.toString().substring(1).split("[Mm]")) {
            pen += Double.parseDouble(step.substring(0, step.indexOf(' ')));
        }
        assertEquals(999 * 1.34, pen, 0.051);
    }
}
