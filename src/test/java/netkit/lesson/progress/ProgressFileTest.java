package netkit.lesson.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.lesson.Lesson;
import netkit.testing.LiveProcess;

class ProgressFileTest {
    private static final Lesson LESSON = new Lesson(1, "04-tcp-stream", 4, 2, "TCP is a stream", 25, null,
            null, null, null, null);

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();

    private ProgressFile file() {
        return new ProgressFile(folder, notices::add);
    }

    private Path path() {
        return folder.resolve(".netkit").resolve("progress.json");
    }

    private void write(String text) throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), text);
    }

    @Test
    void changesAreReadAgain() throws Exception {
        file().update(LESSON, progress -> progress.withStep(3).withFile("Framer.java").withHint()
                .withPrediction("five", "1", "2026-01-01T00:00:00Z").withMeasured("five", "3", false)
                .withCheck(null).withCheck("2026-01-01T00:01:00Z"));
        LessonProgress read = file().read().in("04-tcp-stream").orElseThrow();
        assertEquals(new LessonProgress(2, 3, "Framer.java", 1, 2, "2026-01-01T00:01:00Z", null,
                Map.of("five", new LessonProgress.Prediction("1", "2026-01-01T00:00:00Z", "3", false))),
                read);
        assertEquals(List.of(), notices);
    }

    @Test
    void readingCreatesNothing() throws Exception {
        assertEquals(Progress.none(), file().read());
        assertFalse(Files.exists(path().getParent()));
    }

    @Test
    void predictionIsNotCorrectedLater() {
        LessonProgress first = LessonProgress.none(1).withPrediction("five", "1", "t");
        assertEquals("1", first.withPrediction("five", "5", "t").prediction("five").orElseThrow().answer());
    }

    @Test
    void resetKeepsPredictionsAndForgetsThePass() {
        LessonProgress reset = LessonProgress.none(1).withPrediction("five", "1", "t").withHint()
                .withCheck("t").withGivingUp("t").afresh(2);
        assertTrue(!reset.hasPassed() && !reset.hasGivenUp() && reset.hints() == 0 && reset.version() == 2);
        assertTrue(reset.prediction("five").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "[]", "{\"schema\": 1, \"lessons\": {\"x\": null}}", "{}",
        "\u0000\u0000\u0000", "{\"schema\": 1, \"lessons\": 3}", "{\"schema\": \"x\"}"})
    void damagedFileIsToldOnceAndKeptAside(String text) throws Exception {
        write(text);
        assertEquals(Progress.none(), file().read());
        assertEquals(1, notices.size(), notices.toString());
        assertEquals(1, notices.getFirst().lines().count(), notices.toString());
        assertEquals(text, Files.readString(path().resolveSibling("progress.damaged-1.json")));
        file().update(LESSON, progress -> progress.withStep(1));
        write(text);
        file().update(LESSON, progress -> progress.withStep(2));
        assertEquals(2, notices.size(), notices.toString());
        assertTrue(Files.exists(path().resolveSibling("progress.damaged-2.json")));
        assertEquals(2, file().read().in(LESSON.id()).orElseThrow().step());
    }

    @Test
    void fileOfANewerNetkitIsLeftAlone() throws Exception {
        write("{\"schema\": 9, \"lessons\": {}}");
        String complaint = assertThrows(IOException.class,
                () -> file().update(LESSON, progress -> progress.withStep(1))).getMessage();
        assertTrue(complaint.contains("was written by a newer netkit"), complaint);
        assertEquals("{\"schema\": 9, \"lessons\": {}}", Files.readString(path()));
    }

    @Test
    void changesOfTwoProcessesAndManyThreadsAreAllKept() throws Exception {
        try (LiveProcess other = new LiveProcess(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Counting.class.getName(), folder.toString()))) {
            List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> count(folder)))
                    .limit(4).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, other.awaitExit(), other.output());
        }
        assertEquals(5 * Counting.TIMES, file().read().in(LESSON.id()).orElseThrow().hints());
        try (Stream<Path> left = Files.list(path().getParent())) {
            assertEquals(List.of("lock", "progress.json"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static void count(Path folder) {
        ProgressFile file = new ProgressFile(folder, _ -> {});
        try {
            for (int i = 0; i < Counting.TIMES; i++) {
                file.update(LESSON, LessonProgress::withHint);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process that changes the file. */
    static final class Counting {
        private static final int TIMES = 25;

        private Counting() {}

        public static void main(String... arguments) {
            count(Path.of(arguments[0]));
        }
    }
}
