package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** All lessons hold: start files fail, solutions pass, and each mistake gets its diagnosis, with one seed each. */
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

    @Test
    void allLessonsLint() throws Exception {
        Programs.need("python3");
        Programs.need("node");
        assertLints();
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
