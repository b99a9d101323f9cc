package netkit.queue.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Messages whose bodies are determined by their ids, and operations on the directories of stores. */
final class StoreFolders {
    static final long BOOT = 4711;

    private StoreFolders() {}

    static QueueMessage message(long id, int size) {
        return new QueueMessage(id, "q", size, 0, Optional.empty(), 0, body(id, size));
    }

    static byte[] body(long id, int size) {
        byte[] body = new byte[size];
        new Random(id).nextBytes(body);
        return body;
    }

    /** Copies a directory as it would be if the process that writes to it were killed now. */
    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        while (true) {
            for (Path file : files(to)) {
                Files.delete(file);
            }
            try {
                for (Path file : files(from)) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
                return to;
            } catch (NoSuchFileException _) {
                // the store has deleted a segment, perhaps after copying what lives in it to a newer one
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Returns the files of the log, the oldest first. */
    static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".log")).sorted().toList());
        }
    }

    static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(at);
            raw.write(bytes, 0, (int) Math.min(bytes.length, raw.length() - at));
        }
    }
}
