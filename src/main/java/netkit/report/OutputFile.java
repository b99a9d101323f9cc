package netkit.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Writes result files, and checks before a run whether they can be written. */
public final class OutputFile {
    @FunctionalInterface
    public interface Writing {
        void to(Writer writer) throws IOException;
    }

    private OutputFile() {}

    /** @throws IOException with one line, if the file cannot be written */
    public static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw cannot(file, "it is a directory");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw cannot(file, "there is no such directory");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /** @throws IOException with one line, if it is not a writable folder and cannot be created as one */
    public static void requireFolder(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw cannot(folder, there.equals(folder.toAbsolutePath()) ? "it is not a directory"
                    : "'" + there + "' is not a directory");
        }
        if (!Files.isWritable(there)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    /**
     * Writes a text in UTF-8.
     *
     * @throws IOException with one line that names the file
     */
    public static void write(Path file, Writing text) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            text.to(writer);
        } catch (NoSuchFileException e) {
            throw cannot(file, "there is no such directory");
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot write '" + file + "': " + reason(file, e), e);
        }
    }

    private static IOException cannot(Path file, String why) {
        return new IOException("cannot write '" + file + "': " + why);
    }

    /** A {@link java.nio.file.FileSystemException} begins with the name of the file, which the message already has. */
    private static String reason(Path file, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(file + ": ") ? message.substring((file + ": ").length()) : message;
    }
}
