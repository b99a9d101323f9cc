package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.check.Names;

class ReportedNumbersTest {
    private static final Names NAMES = new Names(1, "report");

    private static String failure(String label, String value, String printed) {
        return ReportedNumbers.failure(label, value, printed, NAMES)
                .map(failure -> failure.field() + (failure.number().isPresent() ? " " + failure.number()
                        .getAsLong() : ""))
                .orElse("right");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no answer: 4 9 19      | right
            no answer: 4, 9, 19    | right
            no answer:  4 9 19     | right
            no answer: 4 19        | missing number 9
            no answer: none        | missing number 4
            no answer: 4 7 9 19    | extra number 7
            no answer: 3 4 9       | extra number 3
            no answer: 19 4 9      | order
            no answer: 4 9 9 19    | repeated number
            no answer: three       | report
            no answer:             | report
            answered 17 of 20      | report
            """)
    void aListIsComparedNumberByNumber(String line, String wrong) {
        assertEquals(wrong, failure("no answer:", "4 9 19", "starting\r\n" + line + "\r\nbye\n"));
    }

    @Test
    void noneIsTheEmptyList() {
        assertEquals("right", failure("no answer:", "none", "no answer: none\n"));
        assertEquals("extra number 4", failure("no answer:", "none", "no answer: 4\n"));
    }

    @Test
    void theLastLineWithTheLabelCountsAndOtherWordsAreComparedToo() {
        assertEquals("right", failure("answered", "17 of 20", "answered 1 of 20\nanswered 17 of 20"));
        assertEquals("answered", failure("answered", "17 of 20", "answered 18 of 20"));
        assertEquals("report", failure("answered", "17 of 20", "Answered 17 of 20"));
    }

    @Test
    void aWrongNumberIsNamedWithTheListThatItIsIn() {
        Names names = new Names(1, "report");
        names.set("late", "7 8".getBytes(StandardCharsets.US_ASCII));
        assertEquals("7 should not stand behind 'no answer:': it is one of late",
                ReportedNumbers.failure("no answer:", "4", "no answer: 4 7", names).orElseThrow().message());
    }
}
