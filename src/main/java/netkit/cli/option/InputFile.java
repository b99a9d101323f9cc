package netkit.cli.option;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that somebody wrote for netkit. It is read once more in the lab, where a pipe would have nothing left to give. */
public final class InputFile {
    /** In bytes: far more than anybody writes by hand. */
    private static final long MOST = 1 << 20;

    private InputFile() {}

    /**
     * @param hint what to do where there is none
     * @throws IOException with one line, if it is no file that can be read
     */
    public static void require(Path file, String hint) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no file '" + file + "'; " + hint);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("cannot read '" + file + "': it is "
                    + (Files.isDirectory(file) ? "a folder" : "no ordinary file"));
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /** What is in it, as {@link #require}. */
    public static String text(Path file, String hint) throws IOException {
        require(file, hint);
        if (Files.size(file) > MOST) {
            throw new IOException("'" + file + "' is too large: it is more than " + (MOST >> 20) + " MiB");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException("'" + file + "' is not a text in UTF-8", e);
        }
    }
}
