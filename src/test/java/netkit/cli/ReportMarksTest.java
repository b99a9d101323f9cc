package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReportMarksTest {
    private final ReportMarks marks = new ReportMarks();

    @Test
    void fromADotToTheNextItGoesByTheirDistance() {
        assertTrue(marks.isEmpty());
        marks.add(10, 20.5, ReportMarks.DOT);
        marks.add(17, 20.5, ReportMarks.DOT);
        marks.add(16.9, 3, ReportMarks.DOT);
        assertEquals("M10 20.5h0m7 0h0m-0.1-17.5h0", marks.toString());
    }

    @Test
    void behindAShapeThePenIsNobodyKnowsWhere() {
        marks.add(10, 20, "m-2-2l4 4");
        marks.add(17, 20, ReportMarks.DOT);
        assertEquals("M10 20m-2-2l4 4M17 20h0", marks.toString());
    }

    @Test
    void behindALineThePenIsAtItsEnd() {
        marks.line(10, 20, 15);
        marks.line(11, 15, 12.5);
        assertEquals("M10 20v-5m1 0v-2.5", marks.toString());
    }

    @Test
    void whatIsRoundedDoesNotAddUp() {
        for (int i = 0; i < 1_000; i++) {
            marks.add(i * 0.04, 0, ReportMarks.DOT);
        }
        double pen = 0;
        for (String step : marks.toString().substring(1).split("[Mm]")) {
            pen += Double.parseDouble(step.substring(0, step.indexOf(' ')));
        }
        assertEquals(999 * 0.04, pen, 0.051);
    }
}
