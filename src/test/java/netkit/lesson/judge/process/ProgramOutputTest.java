package netkit.lesson.judge.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** Lines of two streams that are written in pieces. */
class ProgramOutputTest {
    private final ProgramOutput output = new ProgramOutput(2, 30);

    private void add(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        output.add(stream, bytes, bytes.length);
    }

    private String text() {
        return new String(output.bytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void lineIsNotTornByAnotherStream() {
        add(0, "ann client");
        add(1, "Trace");
        assertEquals("ann client\nTrace", text());
        add(1, "back\n");
        assertEquals("Traceback\nann client", text());
        add(0, " ping\nbob");
        assertEquals("Traceback\nann client ping\nbob", text());
    }

    @Test
    void outputWithoutEndIsCutAndTold() {
        add(0, "0123456789\n0123456789");
        assertFalse(output.isFull());
        add(0, "0123456789\n0123456789\n");
        assertTrue(output.isFull());
        assertEquals("0123456789\n01234567890123456789".substring(0, 30), text());
    }

    @Test
    void lineWithoutEndIsFull() {
        add(1, "x".repeat(40));
        assertTrue(output.isFull());
    }
}
