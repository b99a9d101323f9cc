package netkit.cli.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The experiments that ship with netkit, and those in files. */
final class LabExperiments {
    static final List<String> NAMES = List.of("loss", "cut", "queue");
    private static final String FOLDER = "/netkit/experiments/";

    private LabExperiments() {}

    /** The name of an experiment's file, for error messages, and its content. */
    record Text(String name, String text) {}

    /** @param name one of {@link #NAMES}, or a path */
    static Text read(String name) throws IOException {
        return NAMES.contains(name) ? shipped(name) : file(name);
    }

    static Text shipped(String name) throws IOException {
        try (InputStream in = LabExperiments.class.getResourceAsStream(FOLDER + name + ".lab")) {
            return new Text(name + ".lab", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Text file(String name) throws IOException {
        Path file = Path.of(name);
        try {
            return new Text(name, Files.readString(file));
        } catch (NoSuchFileException _) {
            throw new IOException(
                    "there is no file or experiment named '" + name + "'; the experiments are "
                            + String.join(", ", NAMES));
        } catch (MalformedInputException _) {
            throw new IOException("'" + name + "' is not UTF-8 text");
        }
    }
}
