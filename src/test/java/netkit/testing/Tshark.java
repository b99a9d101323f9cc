package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Wireshark's reader as the judge of a capture: whatever it has to complain about fails the test. */
public final class Tshark {
    /** It says this when root runs it, whatever the file. */
    private static final String ABOUT_ROOT = "Running as user \"root\"";

    private Tshark() {}

    /** What {@code tshark -r FILE ARGUMENTS} prints, line by line. */
    public static List<String> read(Path capture, String... arguments)
            throws IOException, InterruptedException {
        return run(
                Stream.concat(Stream.of("tshark", "-r", capture.toString()), Stream.of(arguments)).toList());
    }

    /** These fields of each packet, in one line with {@code |} between; several values of one field have a comma. */
    public static List<String> fields(Path capture, List<String> options, String... fields)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-T", "fields", "-E", "separator=|"));
        for (String field : fields) {
            arguments.addAll(List.of("-e", field));
        }
        return read(capture, arguments.toArray(String[]::new));
    }

    /** What {@code capinfos FILE} prints: about the file as a whole. */
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
            List<String> complaints = Files.readAllLines(errors).stream()
                    .filter(line -> !line.startsWith(ABOUT_ROOT)).toList();
            assertEquals(List.of(), complaints, () -> command + "\n" + String.join("\n", output));
            assertEquals(0, code, command.toString());
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
