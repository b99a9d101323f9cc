package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import netkit.report.Json;

/** Saved results: only {@link IOException} with one line is thrown. */
public final class SavedRunFuzz {
    private static final Path FILE = file();

    private SavedRunFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("netkit", ".json");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        SavedRun saved;
        try {
            saved = SavedRun.read(FILE);
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return;
        }
        Json.text(saved);
        try {
            saved.experiment(FILE, new CompareOptions());
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }
}
