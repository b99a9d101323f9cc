package netkit.cli.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import netkit.cli.option.InputFile;

/** The experiments that ship with netkit, and those in files. */
final class LabExperiments {
    static final List<String> NAMES = List.of("loss", "cut", "queue");
    private static final String FOLDER = "/netkit/experiments/";

    private LabExperiments() {}

    /** The name of an experiment's file, for error messages, and its content. */
    record Text(String name, String text) {}

    /** @param name one of {@link #NAMES}, or a path */
    static Text read(String name) throws IOException {
        return NAMES.contains(name) ? shipped(name)
                : new Text(name, InputFile.text(Path.of(name),
                        "the experiments that ship with netkit are " + String.join(", ", NAMES)));
    }

    static Text shipped(String name) throws IOException {
        try (InputStream in = LabExperiments.class.getResourceAsStream(FOLDER + name + ".lab")) {
            return new Text(name + ".lab", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
