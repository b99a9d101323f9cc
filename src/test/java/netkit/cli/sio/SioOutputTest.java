package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.socketio.Arguments;

@Timeout(60)
class SioOutputTest {
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /** A terminal that prints nothing until it is released. */
    private void print(String line) {
        assertFalse(Thread.currentThread().isVirtual(), "it would occupy a carrier thread");
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        lines.add(line);
    }

    @Test
    void pausedTerminalBlocksNoEventsOfATraceAndTheirNumberIsPrinted() throws InterruptedException {
        SioOutput output = new SioOutput(SioOutput.Form.TRACE, this::print, this::print);
        Arguments large = new Arguments(List.of("x".repeat(1_000_000)));
        for (int i = 0; i < 10; i++) {
            output.event("/", "message", large);
        }
        output.note("disconnected from /: \u001b");
        output.event("/", "last", new Arguments(List.of(1)));
        released.countDown();
        output.flush();

        assertEquals(6, lines.size(), lines::toString);
        assertTrue(lines.subList(0, 4).stream().allMatch(line -> line.startsWith("message \"xxx")));
        assertEquals(List.of("disconnected from /: \\u001b",
                "* 7 events not traced: the output was not read fast enough"), lines.subList(4, 6));
    }

    @Test
    void gapAtTheEndIsPrintedToo() throws InterruptedException {
        SioOutput output = new SioOutput(SioOutput.Form.TRACE, this::print, this::print);
        Arguments large = new Arguments(List.of("x".repeat(2_200_000)));
        output.event("/", "message", large);
        output.event("/", "message", large);
        released.countDown();
        output.flush();

        assertEquals("* 1 event not traced: the output was not read fast enough", lines.getLast());
    }

    @Test
    void linesArePrintedInOrder() throws InterruptedException {
        released.countDown();
        SioOutput output = new SioOutput(SioOutput.Form.TEXT, this::print, this::print);
        output.event("/chat", "message", new Arguments(List.of("hello")));
        output.acknowledgement("/", "message", new Arguments(List.of()));
        output.note("done");
        output.flush();

        assertEquals(List.of("/chat message \"hello\"", "ack of message:", "done"), lines);
    }
}
