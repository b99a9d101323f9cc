package netkit.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs tshark on a capture. */
final class Tshark {
    private Tshark() {}

    /** Returns a line for each packet that matches the display filter; tshark must print no errors. */
    static List<String> fields(Path capture, String filter, String... fields) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("tshark", "-N", "n", "-r", capture.toString(), "-T", "fields"));
        for (String protocol : List.of("ip", "udp", "tcp")) {
            command.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
        }
        if (!filter.isEmpty()) {
            command.addAll(List.of("-Y", filter));
        }
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        Path errors = capture.resolveSibling("tshark.err");
        Process tshark = builder.redirectError(errors.toFile()).start();
        String output = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String messages = Files.readString(errors).lines()
                .filter(line -> !line.startsWith("Running as user \"root\"")).toList().toString();
        Files.delete(errors);
        if (tshark.waitFor() != 0 || !messages.equals("[]")) {
            throw new AssertionError(String.join(" ", command) + ": " + messages);
        }
        return output.lines().toList();
    }
}
