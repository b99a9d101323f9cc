package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Cli;

class FileWatchTest {
    private static final String MISSING = "";

    /** Returns how many states were looked at before the change was reported. */
    private static int looks(FileWatch watch, Deque<String> states) throws InterruptedException {
        int before = states.size();
        watch.awaitChange();
        return before - states.size();
    }

    private static Deque<String> states(String... states) {
        return new ArrayDeque<>(List.of(states));
    }

    @Test
    void changeIsReportedWhenItHasStayedForAMoment() throws Exception {
        Deque<String> states = states("a", "a", "a", "b", "c", "c", "d");
        FileWatch watch = new FileWatch(states::removeFirst, _ -> {});
        assertEquals(5, looks(watch, states)); // a a b c c
    }

    @Test
    void missingFileIsAwaited() throws Exception {
        Deque<String> states = states("a", MISSING, MISSING, "b", "b");
        assertEquals(4, looks(new FileWatch(states::removeFirst, _ -> {}), states));
    }

    @Test
    void whatWasSavedDuringTheCheckCounts() throws Exception {
        Deque<String> states = states("a", "b", "b", "c", "c");
        FileWatch watch = new FileWatch(states::removeFirst, _ -> {});
        assertEquals(2, looks(watch, states));
        assertEquals(2, looks(watch, states));
    }

    @Test
    void fileThatReturnsToItsStateIsNoChange() throws Exception {
        Deque<String> states = states("a", "b", "a", "a", "b", "b");
        assertEquals(5, looks(new FileWatch(states::removeFirst, _ -> {}), states));
    }

    @TempDir
    Path folder;

    @Test
    void programIsCheckedAgainWhenItIsSaved() throws Exception {
        assertEquals(0, Cli.run("lesson", "new", "22-my-topic", "--lessons", folder.toString()).code());
        Path lesson = folder.resolve("22-my-topic");
        Path program = folder.resolve("Greeter.java");
        Files.copy(lesson.resolve("start").resolve("Greeter.java"), program);
        try (Cli.Running check = Cli.start("lesson", "check", "22", program.toString(), "--watch",
                "--lessons", folder.toString(), "--folder", folder.toString())) {
            check.awaitLine("waiting until .*Greeter.java.* is saved; Ctrl-C ends");
            Files.writeString(program, Files.readString(lesson.resolve("solution").resolve("Greeter.java")));
            check.awaitLine("You are through.*");
            assertEquals(130, check.stop().code());
        }
    }
}
