package netkit.lesson.grade;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class GradeCsvTest {
    @Test
    void cellThatASpreadsheetWouldCalculateIsText() {
        assertEquals("'=1+1", GradeCsv.cell("=1+1"));
        assertEquals("'@SUM(A1)", GradeCsv.cell("@SUM(A1)"));
        assertEquals("'+1+1", GradeCsv.cell("+1+1"));
        assertEquals("'-2+3", GradeCsv.cell("-2+3"));
        assertEquals("' =1+1", GradeCsv.cell(" =1+1"));
        assertEquals("-5", GradeCsv.cell("-5"), "a number stays one");
        assertEquals("3.5", GradeCsv.cell("3.5"));
        assertEquals("", GradeCsv.cell(""));
    }

    @Test
    void quotesAndCommasAreQuotedAndControlsEscaped() {
        assertEquals("\"a, b\"", GradeCsv.cell("a, b"));
        assertEquals("\"she said \"\"5\"\"\"", GradeCsv.cell("she said \"5\""));
        assertEquals("\\u001b[2J", GradeCsv.cell("\u001b[2J"));
        assertEquals(1, GradeCsv.cell("two\nlines").lines().count());
    }

    @Test
    void rowHasAStudentAndColumnsForExercisesAndQuestions() throws Exception {
        GradedClass graded = new GradedClass(1, "", 7, "", List.of("ann", "bob"),
                List.of(new Grade("ann", 4, "Framer", Grade.Status.FAILED, "Framer.java", 3, 8, "split",
                        "one-read", "one read", "", List.of(), 9),
                        Grade.without("bob", 4, "Framer", Grade.Status.MISSING, "")),
                List.of(new GradedClass.AskedQuestion(4, "reads", "How many?", List.of(), "3")),
                List.of(new PredictedAnswer("bob", 4, "reads", "5", "3", false)), List.of());
        StringBuilder out = new StringBuilder();
        GradeCsv.write(graded, out);
        List<String> lines = out.toString().lines().toList();
        assertEquals("ann,failed,3,8,split,one-read,one read,Framer.java,9,,", lines.get(1));
        assertEquals("bob,missing,,,,,,,,5,no", lines.get(2));
        assertEquals(11, lines.get(0).split(",").length);
        assertEquals("4 reads (measured: 3)", lines.get(0).split(",")[9]);
    }
}
