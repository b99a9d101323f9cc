package netkit.lesson.judge.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long a process was ready to run and got no processor, because other programs had them: the second number of
 * {@code /proc/PID/task/TID/schedstat} (Linux, sched-stats), of the thread that waited longest. Elsewhere 0.
 */
public final class ProcessorWait {
    private ProcessorWait() {}

    /** @param process its id */
    public static Duration of(long process) {
        long longest = 0;
        try (DirectoryStream<Path> tasks = Files
                .newDirectoryStream(Path.of("/proc", Long.toString(process), "task"))) {
            for (Path task : tasks) {
                longest = Math.max(longest, nanos(task.resolve("schedstat")));
            }
        } catch (IOException _) {
            // it has ended, or the system does not tell
        }
        return Duration.ofNanos(longest);
    }

    private static long nanos(Path schedstat) {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ")[1]);
        } catch (IOException | RuntimeException _) {
            return 0;
        }
    }
}
