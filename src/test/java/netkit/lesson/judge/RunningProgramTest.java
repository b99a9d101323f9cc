package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Programs;

/** When a check is over, nothing that the program started runs on. */
class RunningProgramTest {
    private final Events events = new Events(Duration.ofMinutes(1));

    @TempDir
    Path folder;

    /** Starts a program and returns the id that it prints, of a process that it started. */
    private long started(RunningProgram program) throws InterruptedException {
        assertTrue(events.await(Duration.ofSeconds(50), () -> new String(program.printed()).endsWith("\n")));
        return Long.parseLong(new String(program.printed()).strip());
    }

    private RunningProgram bash(String script) throws Exception {
        Programs.need("bash");
        StudentProgram student = StudentProgram.command("bash -c x", folder);
        return RunningProgram.start(events, student, List.of("bash", "-c", script));
    }

    @Test
    void childrenEndWithTheProgram() throws Exception {
        RunningProgram program = bash("(sleep 600 & echo $!; wait) & wait");
        long grandchild = started(program);
        assertTrue(ProcessHandle.of(grandchild).isPresent());
        program.close();
        assertTrue(isGone(grandchild));
    }

    @Test
    void processThatLeftItsSessionAndItsParentEndsWithTheProgram() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        Programs.need("setsid");
        // a double fork: the shell in between has ended, and the daemon has a session and parent of its own
        RunningProgram program = bash(
                "setsid bash -c 'sleep 600 </dev/null >/dev/null 2>&1 & echo $!' & wait");
        long daemon = started(program);
        assertTrue(events.await(Duration.ofSeconds(50), program::hasEnded));
        assertTrue(ProcessHandle.of(daemon).isPresent());
        program.close();
        assertTrue(isGone(daemon));
    }

    @Test
    void programThatEndedAndLeftNothingIsClosedAtOnce() throws Exception {
        RunningProgram program = bash("echo 1");
        assertTrue(events.await(Duration.ofSeconds(50), program::isSilent));
        program.close();
        assertEquals(0, program.status().orElse(-1));
        assertFalse(program.waitedForProcessor().isNegative());
    }

    /** A process whose parent does not wait for it stays in the table as a zombie. */
    private static boolean isGone(long id) {
        Path stat = Path.of("/proc", Long.toString(id), "stat");
        if (ProcessHandle.of(id).filter(ProcessHandle::isAlive).isEmpty()) {
            return true;
        }
        try {
            return Files.readString(stat).contains(") Z ");
        } catch (IOException _) { // it went just now, or this system has no /proc
            return ProcessHandle.of(id).filter(ProcessHandle::isAlive).isEmpty();
        }
    }
}
