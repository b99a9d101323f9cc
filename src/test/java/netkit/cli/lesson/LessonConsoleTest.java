package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

class LessonConsoleTest {
    private static List<String> lines(int count, int at, String line) {
        List<String> lines = new ArrayList<>(Collections.nCopies(count, "  text"));
        if (at >= 0) {
            lines.set(at, line);
        }
        return lines;
    }

    @Test
    void pageEndsAtAnEmptyLineOrBeforeAnItemInItsLowerHalf() {
        assertEquals(20, LessonConsole.page(lines(20, 15, ""), 20), "all of it fits");
        assertEquals(16, LessonConsole.page(lines(30, 15, ""), 20));
        assertEquals(15, LessonConsole.page(lines(30, 15, "5. item"), 20));
        assertEquals(15, LessonConsole.page(lines(30, 15, "- item"), 20));
        assertEquals(20, LessonConsole.page(lines(30, 5, ""), 20), "too little would be shown");
        assertEquals(20, LessonConsole.page(lines(30, -1, ""), 20));
    }
}
