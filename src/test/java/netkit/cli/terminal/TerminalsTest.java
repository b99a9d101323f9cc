package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Programs;

class TerminalsTest {
    @Test
    void noColorCountsOnlyIfItIsNotEmpty() {
        assertTrue(Terminals.mayMoveCursor(Map.of()));
        assertTrue(Terminals.mayMoveCursor(Map.of("NO_COLOR", "")));
        assertFalse(Terminals.mayMoveCursor(Map.of("NO_COLOR", "1")));
        assertFalse(Terminals.mayMoveCursor(Map.of("TERM", "dumb")));
    }

    /** Its failure means that its reader is gone, in whatever language the system says so. */
    @Test
    void pipeIsKnownByTheKindOfFile(@TempDir Path folder) throws Exception {
        Programs.need("mkfifo");
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();

        assertTrue(StandardOutput.Failure.isPipe(pipe));
        assertFalse(StandardOutput.Failure.isPipe(Files.createFile(folder.resolve("file"))));
        assertFalse(StandardOutput.Failure.isPipe(Path.of("/dev/null")));
        assertFalse(StandardOutput.Failure.isPipe(folder.resolve("missing")));
    }
}
