package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** Wireshark's command line as an independent reader of captures; any warning it prints fails the test. */
public final class Tshark {
    /** The start of a warning about running as root, which is not about the file. */
    private static final String ABOUT_ROOT = "Running as user \"root\"";

    private Tshark() {}

    /**
     * Skips the test, even if {@code CI} is set, unless this is tshark 4.0: each series adds fields and changes values of its
     * analysis, so that a comparison of all fields holds for one.
     */
    public static void assumeComparedSeries() throws IOException, InterruptedException {
        String version = run(List.of("tshark", "--version")).getFirst();
        Assumptions.assumeTrue(version.contains(" 4.0."),
                "this test compares with tshark 4.0, not with " + version);
    }

    /** Returns the output of {@code tshark -r FILE ARGUMENTS}, line by line. */
    public static List<String> read(Path capture, String... arguments)
            throws IOException, InterruptedException {
        return run(
                Stream.concat(Stream.of("tshark", "-r", capture.toString()), Stream.of(arguments)).toList());
    }

    /** Returns one line of fields for each packet, separated by {@code |}; several values of one field are separated by commas. */
    public static List<String> fields(Path capture, List<String> options, String... fields)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-T", "fields", "-E", "separator=|"));
        for (String field : fields) {
            arguments.addAll(List.of("-e", field));
        }
        return read(capture, arguments.toArray(String[]::new));
    }

    /** Returns the output of {@code capinfos FILE}, about the file as a whole. */
    public static List<String> summary(Path capture) throws IOException, InterruptedException {
        return run(List.of("capinfos", capture.toString()));
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        Programs.need(command.getFirst());
        Path errors = Files.createTempFile("tshark", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            List<String> output = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).lines().toList();
            int code = process.waitFor();
            List<String> warnings = Files.readAllLines(errors).stream()
                    .filter(line -> !line.startsWith(ABOUT_ROOT)).toList();
            assertEquals(List.of(), warnings, () -> command + "\n" + String.join("\n", output));
            assertEquals(0, code, command.toString());
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
