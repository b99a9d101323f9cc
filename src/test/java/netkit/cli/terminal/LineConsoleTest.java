package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console that only sends, and how any console edits a line and is left, on an emulated terminal. */
class LineConsoleTest {
    private static final List<String> HELP = List.of("each line is sent as one datagram",
            "/help repeats this; /quit or Ctrl-D leaves");

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private ConsoleScreen screen;
    private Thread running;
    private volatile boolean signalBetweenLines;

    @BeforeEach
    void start() throws Exception {
        screen = new ConsoleScreen();
        running = Thread.ofPlatform().start(() -> {
            try {
                SendConsole.run(screen.console, "one datagram", line -> {
                    signalBetweenLines = screen.ctrlCIsASignal() && screen.ctrlCIsTheInterruptCharacter();
                    sent.add(new String(line, StandardCharsets.UTF_8));
                });
            } catch (Exception e) {
                sent.add(e.toString());
            }
        });
        screen.await(rows -> rows.equals(List.of(HELP.get(0), HELP.get(1), ">")));
    }

    @AfterEach
    void close() throws Exception {
        screen.type(ConsoleScreen.CTRL_C + ConsoleScreen.CTRL_D); // clears a line that is begun, and leaves
        running.join();
        screen.close();
    }

    private String sent() throws InterruptedException {
        return sent.poll(60, TimeUnit.SECONDS);
    }

    private void assertLeft() throws InterruptedException {
        running.join(60_000);
        assertEquals(Thread.State.TERMINATED, running.getState());
        assertEquals(List.of(), List.copyOf(sent));
    }

    @Test
    void eachLineIsSent() throws Exception {
        screen.type("hello  world" + ConsoleScreen.ENTER + ConsoleScreen.ENTER + "!" + ConsoleScreen.ENTER);
        assertEquals("hello  world", sent());
        assertEquals("", sent());
        assertEquals("!", sent());
    }

    @Test
    void helpIsShownAgainAndNotSent() throws Exception {
        screen.type("/help" + ConsoleScreen.ENTER);
        screen.await(rows -> rows.equals(
                List.of(HELP.get(0), HELP.get(1), "> /help", HELP.get(0), HELP.get(1), ">")));
        screen.type("/quit" + ConsoleScreen.ENTER);
        assertLeft();
    }

    @Test
    void quitLeavesWithoutASlashToo() throws Exception {
        screen.type("quit" + ConsoleScreen.ENTER);
        assertLeft();
    }

    @Test
    void endOfInputLeaves() throws Exception {
        screen.type(ConsoleScreen.CTRL_D);
        assertLeft();
    }

    @Test
    void firstCtrlCClearsTheLineAndTheSecondLeaves() throws Exception {
        screen.type("hello");
        screen.await(rows -> rows.getLast().equals("> hello"));
        screen.type(ConsoleScreen.CTRL_C);
        screen.await(rows -> rows.getLast().equals(">"));
        screen.type("again" + ConsoleScreen.ENTER);
        assertEquals("again", sent());
        screen.await(rows -> rows.getLast().equals(">"));
        screen.type(ConsoleScreen.CTRL_C);
        assertLeft();
    }

    @Test
    void ctrlCIsOneKeyWhileALineIsReadAndASignalBetweenLines() throws Exception {
        screen.type("hello");
        screen.await(rows -> rows.getLast().equals("> hello"));
        assertFalse(screen.ctrlCIsASignal());
        assertFalse(screen.ctrlCIsTheInterruptCharacter());
        screen.type(ConsoleScreen.ENTER);
        assertEquals("hello", sent());
        assertTrue(signalBetweenLines);
    }

    @Test
    void wideCharactersAreMovedAndNoneIsLeftOver() throws Exception {
        screen.type("你好".repeat(60));
        // the prompt takes two columns: 39 characters of two columns, then 40, 40 and 1
        screen.await(rows -> rows.equals(List.of(HELP.get(0), HELP.get(1), "> " + wide(0, 39), wide(39, 40),
                wide(79, 40), wide(119, 1))));
        screen.type(ConsoleScreen.CTRL_A + "X");
        // one column of the first row stays free
        screen.await(rows -> rows.equals(List.of(HELP.get(0), HELP.get(1), "> X" + wide(0, 38), wide(38, 40),
                wide(78, 40), wide(118, 2))));
        screen.type(ConsoleScreen.ENTER);
        assertEquals("X" + "你好".repeat(60), sent());
    }

    private static String wide(int from, int count) {
        return "你好".repeat(60).substring(from, from + count);
    }

    @Test
    void backspaceRemovesAWholeFlag() throws Exception {
        screen.type("a🇩🇪" + ConsoleScreen.BACKSPACE + "b" + ConsoleScreen.ENTER);
        assertEquals("ab", sent());
        screen.await(rows -> rows.contains("> ab"));
    }
}
