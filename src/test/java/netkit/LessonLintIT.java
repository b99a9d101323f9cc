package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/**
 * Lessons hold: start files fail, solutions pass, and each mistake gets its diagnosis, with one seed each. Lessons 3 and 5 wait
 * for lost answers and silent peers, minutes in all: {@code netkit lesson lint} without arguments takes them, too.
 */
class LessonLintIT {
    private static final String NETKIT = Path.of("target", "netkit").toAbsolutePath().toString();

    @TempDir
    Path folder;

    private static void assertLints(String... words) throws Exception {
        List<String> command = Stream.concat(Stream.of(NETKIT, "lesson", "lint"), Stream.of(words)).toList();
        try (LiveProcess lint = new LiveProcess(new ProcessBuilder(command))) {
            int code = lint.awaitExit(Duration.ofMinutes(20));
            assertEquals(0, code, lint.output());
            assertTrue(lint.output().contains("1 run of each program, seed "), lint.output());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4", "6", "7"})
    void lessonLints(String number) throws Exception {
        Programs.need("python3");
        Programs.need("node");
        assertLints(number);
    }

    @Test
    void newLessonLints() throws Exception {
        try (LiveProcess made = new LiveProcess(new ProcessBuilder(NETKIT, "lesson", "new", "22-my-topic",
                "--lessons", folder.toString()))) {
            assertEquals(0, made.awaitExit(), made.output());
        }
        assertLints(folder.resolve("22-my-topic").toString());
    }
}
