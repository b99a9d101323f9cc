package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Waits until files are saved. It looks at their states again and again, since editors save in several ways: a file may be
 * written in parts, or be gone for a moment before another takes its name.
 */
final class FileWatch {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Waits for a time. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final Supplier<String> state;
    private final Pause pause;
    private String seen;

    /** @param state of the files; empty while one of them is missing */
    FileWatch(Supplier<String> state, Pause pause) {
        this.state = state;
        this.pause = pause;
        seen = state.get();
    }

    static FileWatch of(List<Path> files) {
        return new FileWatch(() -> state(files), Thread::sleep);
    }

    /** Returns when and how large each was saved. */
    private static String state(List<Path> files) {
        StringBuilder state = new StringBuilder();
        for (Path file : files) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                state.append(now.lastModifiedTime()).append(' ').append(now.size()).append(' ')
                        .append(now.fileKey()).append('\n');
            } catch (IOException _) {
                return "";
            }
        }
        return state.toString();
    }

    /**
     * Waits until the state is another than the last time, or than at the beginning, and has stayed so for a moment. What
     * was saved between two calls counts.
     */
    void awaitChange() throws InterruptedException {
        String now = state.get();
        String before = null;
        while (now.isEmpty() || now.equals(seen) || !now.equals(before)) {
            pause.of(LOOK);
            before = now;
            now = state.get();
        }
        seen = now;
    }
}
