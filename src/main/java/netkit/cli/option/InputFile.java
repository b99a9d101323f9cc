package netkit.cli.option;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text file written for netkit. It must be a regular file, because the lab reads it a second time. */
public final class InputFile {
    /** Largest file, bytes. */
    private static final long MAX_SIZE = 1 << 20;

    private InputFile() {}

    /**
     * @param hint what to do if there is no such file
     * @throws IOException with a one-line message, unless it is a readable regular file
     */
    public static void require(Path file, String hint) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no file '" + file + "'; " + hint);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot read '" + file + "': it is "
                    + (Files.isDirectory(file) ? "a directory" : "not a regular file"));
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /** Returns the content; parameters and errors as for {@link #require}. */
    public static String text(Path file, String hint) throws IOException {
        require(file, hint);
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException(
                    "'" + file + "' is too large: it is more than " + (MAX_SIZE >> 20) + " MiB");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException("'" + file + "' is not UTF-8 text", e);
        }
    }
}
