package netkit.lesson.progress;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;

import netkit.lesson.Lesson;

/**
 * The file {@code .netkit/progress.json} in a student's folder. Several processes may change it at once: each change is
 * made under a lock, and the file is replaced as a whole, so that a reader sees the old one or the new one.
 */
public final class ProgressFile {
    private static final String FOLDER = ".netkit";
    public static final String NAME = "progress.json";
    private static final Gson GSON = new GsonBuilder().setFormattingStyle(FormattingStyle.PRETTY)
            .disableHtmlEscaping().create();
    /** The lock of a file excludes other processes only. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Path folder;
    private final Consumer<String> notice;

    /**
     * @param folder the student's
     * @param notice takes one line if the file was damaged, and is kept aside
     */
    public ProgressFile(Path folder, Consumer<String> notice) {
        this.folder = folder.resolve(FOLDER);
        this.notice = notice;
    }

    private Path file() {
        return folder.resolve(NAME);
    }

    public boolean exists() {
        return Files.exists(file());
    }

    /**
     * Returns what is stored, which is nothing if there is no file.
     *
     * @throws IOException with one line if the file cannot be read, or was written by a newer netkit
     */
    public Progress read() throws IOException {
        if (!exists()) {
            return Progress.none();
        }
        try {
            return parse();
        } catch (JsonParseException _) {
            return locked(this::readOrKeepAside);
        }
    }

    /**
     * Changes what is stored about a lesson, and returns the whole.
     *
     * @throws IOException with one line if the file cannot be read or written
     */
    public Progress update(Lesson lesson, UnaryOperator<LessonProgress> change) throws IOException {
        return locked(() -> {
            Progress before = readOrKeepAside();
            Progress after = before.with(lesson, change);
            if (!after.equals(before)) {
                write(after);
            }
            return after;
        });
    }

    /** Returns the present time, as it is stored. */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @FunctionalInterface
    private interface Action {
        Progress run() throws IOException;
    }

    private Progress locked(Action action) throws IOException {
        IN_THIS_PROCESS.lock();
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
                return action.run();
            }
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileAlreadyExistsException e) {
            throw new IOException("cannot keep the progress in '" + folder + "': it is not a folder", e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private Progress readOrKeepAside() throws IOException {
        try {
            return parse();
        } catch (NoSuchFileException _) {
            return Progress.none();
        } catch (JsonParseException e) {
            Path aside = keepAside();
            notice.accept("the progress in '" + file() + "' is damaged (" + reason(e) + "); it is kept as '"
                    + aside.getFileName() + "', and a new one begun");
            return Progress.none();
        }
    }

    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.replaceFirst("^[\\w.]+Exception: ", "").replaceFirst(" path \\$.*", "");
    }

    /** @throws JsonParseException if the file is damaged */
    private Progress parse() throws IOException {
        Progress progress = parse(new String(Files.readAllBytes(file()), StandardCharsets.UTF_8));
        if (progress.schema() > Progress.SCHEMA) {
            throw new IOException("the progress in '" + file() + "' was written by a newer netkit (schema "
                    + progress.schema() + "); use that one, or another folder");
        }
        return progress;
    }

    /**
     * Returns what a progress file holds.
     *
     * @throws JsonParseException if it is damaged
     */
    public static Progress parse(String json) {
        Progress progress = GSON.fromJson(json, Progress.class);
        if (progress == null || progress.schema() < 1) {
            throw new JsonParseException(progress == null ? "it is empty" : "it has no schema number");
        }
        if (progress.lessons().containsValue(null) || progress.lessons().values().stream()
                .anyMatch(lesson -> lesson.predictions().containsValue(null))) {
            throw new JsonParseException("it has null");
        }
        return progress;
    }

    private Path keepAside() throws IOException {
        for (int i = 1;; i++) {
            Path aside = folder.resolve("progress.damaged-" + i + ".json");
            if (!Files.exists(aside)) {
                return Files.move(file(), aside);
            }
        }
    }

    private void write(Progress progress) throws IOException {
        Path whole = Files.createTempFile(folder, "progress", ".tmp");
        try {
            Files.writeString(whole, GSON.toJson(progress) + "\n");
            Files.move(whole, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
