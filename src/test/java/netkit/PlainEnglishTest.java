package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The texts of the program name the subject (client, server, peer, sender, caller) and use the field's words. */
class PlainEnglishTest {
    private static final Pattern AVOIDED = Pattern.compile(
            "\\b(whoever|nobody|somebody|anybody|the other side|so many|so long|time-outs?)\\b",
            Pattern.CASE_INSENSITIVE);

    @Test
    void noTextOfTheProgramUsesAWordThatHidesItsSubject() throws IOException {
        List<String> found = new ArrayList<>();
        int read = 0;
        try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                read++;
                for (int i = 0; i < lines.size(); i++) {
                    if (AVOIDED.matcher(lines.get(i)).find()) {
                        found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                    }
                }
            }
        }
        assertTrue(read > 100, "only " + read + " files were read");
        assertEquals(List.of(), found);
    }
}
