package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The console of a lesson on a terminal of 80 columns: read, predict, run, check, next. */
class LessonConsoleIT {
    private static final Path LESSON = Path.of("lessons", "04-tcp-stream");

    @TempDir
    Path folder;

    private LiveProcess console(int rows, String... options) throws Exception {
        Programs.need("script");
        Programs.need("python3");
        return Programs.shell("cd '" + folder + "' && TERM=xterm exec script -qec"
                + " 'stty rows " + rows + " cols 80; exec netkit lesson 4 "
                + String.join(" ", options) + "' /dev/null");
    }

    @Test
    void consoleLeadsThroughALesson() throws Exception {
        try (LiveProcess console = console(120)) { // each step on one page
            console.awaitLine(".*4 · TCP is a stream.*");
            console.awaitLine(".*-- Enter: step 1 of 7 .*");

            console.type("\r"); // the prediction comes before the text that tells what happens
            console.awaitLine(".*First predict.*");
            console.awaitLine(".*Five writes of 10 bytes, then the reader wakes up.*");
            console.type("one\r");
            console.awaitLine(".*enter one of the letters a, b, c, d.*");
            console.type("a\r");
            console.awaitLine(".*stored; now see:.*");
            console.awaitLine(".*Predict: five writes, how many reads.*");
            assertTrue(progress().contains("\"five-writes\""), progress());

            console.type("start --lang python\r");
            console.awaitLine(".*framer\\.py.*");
            console.type("netkit ws-frame decode 8100 --json\r");
            console.awaitLine(".*\"opcode\" *: *1.*");
            console.type("! echo $((6 * 7)) writes\r");
            console.awaitLine(".*42 writes.*");

            console.type("check --only one\r");
            console.awaitLine(".*FAIL +one .*");
            console.awaitLine(".*\\(exit code 1\\).*");
            Files.copy(LESSON.resolve("solution/framer.py"), folder.resolve("framer.py"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            console.type("check --only one\r");
            console.awaitLine(".*pass +one .*");

            console.type("step 7\r"); // first what was not predicted on the way
            for (String answer : new String[] {"a", "b", "never", "5", "order"}) {
                console.type(answer + "\r");
            }
            console.awaitLine(".*-- this was the last step; Enter: what comes next.*");
            console.type("\r");
            console.awaitLine(".*Next: check .*");
            console.type("predictions\r");
            console.awaitLine(".*measured now: +1\\s*"); // the reads of step 1
            console.awaitLine(".*NOT as predicted.*");
            console.awaitLine(".*measured now: +5\\s*"); // those of step 2
            console.awaitLine(".*you predicted: +never.*");
            console.awaitLine(".*you predicted: +order.*");
            console.type("quit\r");
            assertEquals(0, console.awaitExit(), console.toString());
            assertTrue(progress().contains("\"promise\""), progress());
        }
    }

    @Test
    void consoleSpeaksTheLanguageOfTheLesson() throws Exception {
        try (LiveProcess console = console(120, "--lang", "de")) {
            console.awaitLine(".*4 · TCP ist ein Bytestrom.*");
            console.awaitLine(".*-- Enter: step 1 of 7 .*");
            console.type("\r");
            console.awaitLine(".*das hängt von Nagle ab.*");
            console.type("d\r");
            console.awaitLine(".*stored; now see:.*");
            assertTrue(progress().contains("\"depends on Nagle\""), progress());
            console.type("hint\r"); // a process of its own
            console.awaitLine(".*Schau hin.*");
            console.type("quit\r");
            assertEquals(0, console.awaitExit(), console.toString());
        }
    }

    private String progress() throws Exception {
        return Files.readString(folder.resolve(".netkit/progress.json"));
    }

    @Test
    void ctrlCStopsWhatRunsAndLeavesWhereNothingRuns() throws Exception {
        try (LiveProcess console = console(24)) {
            console.awaitLine(".*-- Enter: step 1 of 7 .*");
            console.type("step 1\r");
            console.type("b\r");
            console.awaitLine(".*-- Enter: more of step 1 .*");
            console.type("! echo be''gun; exec sleep 600\r");
            console.awaitLine(".*begun");
            console.type("\003");
            console.awaitLine(".*\\(stopped\\).*");
            console.type("! echo next''line\r"); // the system may take two signals at once for one
            console.awaitLine(".*nextline");
            console.type("\003");
            assertEquals(0, console.awaitExit(), console.toString());
        }
    }
}
