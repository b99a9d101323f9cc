package netkit.lesson.judge.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import netkit.lesson.check.Observation;

/**
 * A mark in the environment of a program, by which all processes that descend from it are found, also those that left its
 * session and whose parents have ended. On Linux only (proc(5), {@code /proc/PID/environ}); a process that clears its
 * environment, or runs as another user, is not found.
 */
public final class ProcessMark {
    private static final String NAME = "NETKIT_LESSON_RUN";
    private static final Path PROC = Path.of("/proc");

    private final String value = UUID.randomUUID().toString();

    public void put(Map<String, String> environment) {
        environment.put(NAME, value);
    }

    /** Returns the ids of the processes that have the mark and run; empty where the system does not tell. */
    public Set<Long> processes() {
        Set<Long> ids = new HashSet<>();
        if (!Files.isDirectory(PROC)) {
            return ids;
        }
        byte[] mark = (NAME + "=" + value).getBytes(StandardCharsets.US_ASCII);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (has(process, mark)) {
                    ids.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException | NumberFormatException _) {
            // what was found so far
        }
        return ids;
    }

    private static boolean has(Path process, byte[] mark) {
        try {
            return Observation.contains(Files.readAllBytes(process.resolve("environ")), mark);
        } catch (IOException _) {
            return false; // another user's, or it has ended
        }
    }
}
