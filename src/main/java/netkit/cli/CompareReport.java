package netkit.cli;

import java.io.IOException;
import java.nio.file.Path;

/** A comparison as a page of its own. */
final class CompareReport {
    private CompareReport() {}

    static void write(Path file, ComparedRun run) throws IOException {
        throw new IOException("--html is not there yet: " + file);
    }
}
