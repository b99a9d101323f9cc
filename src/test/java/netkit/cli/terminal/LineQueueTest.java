package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class LineQueueTest {
    /** A terminal that stands still, as after Ctrl-S, until it is released. */
    private static final class PausedTerminal extends Writer {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final StringBuffer text = new StringBuffer();

        @Override
        public void write(char[] chars, int from, int length) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            text.append(chars, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void linesAreWrittenInOrder() {
        StringWriter out = new StringWriter();
        try (LineQueue lines = new LineQueue(new PrintWriter(out))) {
            lines.add("one");
            lines.add("two");
        }
        assertEquals(List.of("one", "two"), out.toString().lines().toList());
    }

    @Test
    void pausedTerminalBlocksNoCallerAndDroppedLinesAreCounted() throws Exception {
        PausedTerminal terminal = new PausedTerminal();
        LineQueue lines = new LineQueue(new PrintWriter(terminal));
        lines.add("first");
        assertTrue(terminal.reached.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < 10_007; i++) {
            lines.add("line " + i);
        }
        terminal.released.countDown();
        lines.close();
        List<String> written = terminal.text.toString().lines().toList();
        assertEquals(10_002, written.size());
        assertEquals(List.of("line 9999", "(7 lines dropped: this output was not read fast enough)"),
                written.subList(10_000, 10_002));
    }

    @Test
    void closeDoesNotWaitForAPausedTerminal() throws Exception {
        PausedTerminal terminal = new PausedTerminal();
        LineQueue lines = new LineQueue(new PrintWriter(terminal));
        lines.add("first");
        assertTrue(terminal.reached.await(60, TimeUnit.SECONDS));
        lines.close(); // returns, or the test never ends
        terminal.released.countDown();
    }

    @Test
    void writerThatThrowsDoesNotEndTheQueue() {
        StringWriter out = new StringWriter();
        PrintWriter failingOnce = new PrintWriter(out) {
            private boolean failed;

            @Override
            public void print(String text) {
                if (!failed) {
                    failed = true;
                    throw new OutOfMemoryError("thrown on purpose");
                }
                super.print(text);
            }
        };
        try (LineQueue lines = new LineQueue(failingOnce)) {
            lines.add("lost");
            lines.add("written");
        }
        assertEquals(List.of("written"), out.toString().lines().toList());
    }
}
