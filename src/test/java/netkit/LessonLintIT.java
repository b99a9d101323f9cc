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
 * A lesson holds: its start file fails, its solutions pass, and each mistake gets its diagnosis. The other lessons wait
 * for silence and take minutes: {@code netkit lesson lint} checks them all.
 */
class LessonLintIT {
    private static final String NETKIT = Path.of("target", "netkit").toAbsolutePath().toString();

    @TempDir
    Path folder;

    private static void assertLints(String... words) throws Exception {
        List<String> command = Stream.concat(Stream.of(NETKIT, "lesson", "lint"), Stream.of(words)).toList();
        try (LiveProcess lint = new LiveProcess(new ProcessBuilder(command))) {
            int code = lint.awaitExit(Duration.ofMinutes(5));
            assertEquals(0, code, lint.output());
            assertTrue(lint.output().contains("1 run of each program, seed "), lint.output());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = 6)
    void lessonLints(int number) throws Exception {
        Programs.need("python3");
        Programs.need("node");
        assertLints(Integer.toString(number));
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
