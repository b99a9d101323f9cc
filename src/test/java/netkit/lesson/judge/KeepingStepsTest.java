package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.Lesson;
import netkit.lesson.check.CheckFile;
import netkit.testing.SideBySide;

/** What outlives a program: its file, and the messages of the judge's queue. */
class KeepingStepsTest {
    private static final String APPENDS = """
            try (ServerSocket s = new ServerSocket(Integer.parseInt(args[0]))) {
                while (true) {
                    try (Socket c = s.accept()) {
                        c.getInputStream().read();
                        Files.writeString(Path.of(args[1]), "1734\\n", StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    }
                }
            }""";
    /** Takes one message, and acknowledges it if it is not "keep". */
    private static final String TAKES_ONE = """
            try (Socket c = new Socket(args[0], Integer.parseInt(args[1]))) {
                Scanner in = new Scanner(c.getInputStream());
                c.getOutputStream().write("CONSUME orders\\n".getBytes());
                in.nextLine();
                String[] words = in.nextLine().split(" ");
                String body = in.nextLine();
                System.out.println("took " + body + " " + words[4]);
                if (!body.equals("keep")) {
                    c.getOutputStream().write(("ACK " + words[2] + "\\n").getBytes());
                }
                in.nextLine();
                in.nextLine();
            }""";

    @TempDir
    Path folder;

    private String judge(String checks, String body) throws Exception {
        Path file = Files.writeString(Files.createTempDirectory(folder, "mine").resolve("Mine.java"), """
                import java.net.*;
                import java.nio.file.*;
                import java.util.*;

                public class Mine {
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(body));
        Lesson.Diagnosis repeated = new Lesson.Diagnosis("twice", List.of(), "field \"repeated line\"", "",
                "");
        CheckOutcome outcome = new Judge(CheckFile.parse("checks.lab", checks), List.of(repeated))
                .check(file, 7, JudgeListener.NONE).outcomes().getLast();
        return outcome.failed().map(failed -> failed.diagnosis() + ": " + failed.message()).orElse("passed");
    }

    @Test
    @SideBySide
    void fileOutlivesAKillAndTheServerIsStartedAgain() throws Exception {
        String checks = """
                exercise listens and keeps a file
                check kept "the file is kept"
                peer connects
                file is empty
                peer sends "a"
                file has lines "1734\\n"
                program is killed
                program starts
                peer connects
                file has lines "1734\\n" now
                peer sends "a"
                file has lines %s
                """;
        assertEquals("passed", judge(checks.formatted("each(\"1734 1734\", n \"\\n\")"), APPENDS));
        assertEquals("twice: the file has the line \"1734\" more often than it should",
                judge(checks.formatted("(\"1734\\n\" \"1735\\n\")"), APPENDS));
    }

    @Test
    @SideBySide
    void messageOfAKilledProgramGoesToTheOther() throws Exception {
        assertEquals("passed", judge("""
                exercise connects
                check other "the other program gets it"
                programs one two
                queue starts
                queue orders gets "keep\\n"
                one starts
                one prints "took keep first"
                queue orders has ready=0 unacked=1 consumers=1
                two starts
                queue orders has consumers=2
                one is killed
                two prints "took keep redelivered"
                queue orders has unacked=1 redelivered=1
                two is killed
                queue orders has ready=1 unacked=0
                """, TAKES_ONE));
    }

    @Test
    @SideBySide
    void queueIsStartedAgainWithItsMessages() throws Exception {
        assertEquals("passed", judge("""
                exercise connects
                check again "the queue starts again"
                queue starts
                queue orders gets "job\\n"
                queue stops
                queue starts
                queue orders has ready=1 found=1
                program starts
                queue orders has ready=0 unacked=0 acked=1
                """, TAKES_ONE));
    }

    @Test
    @SideBySide
    void wrongNumberOfAQueueIsTold() throws Exception {
        assertEquals("hangs: the queue orders has unacked=1, where unacked=0 is expected", judge("""
                exercise connects
                check ack "it is acknowledged"
                queue starts
                queue orders gets "keep\\n"
                program starts
                queue orders has consumers=1
                queue orders has ready=0 unacked=0 within 500ms
                """, TAKES_ONE));
    }

    @Test
    @SideBySide
    void programThatEndsIsNotWaitedFor() throws Exception {
        assertEquals("ends-at-once: the program ended before it connected, with exit status 3", judge("""
                exercise connects
                limit 600s
                check early "it ends"
                queue starts
                program starts
                queue orders has consumers=1 within 600s
                """, "System.exit(3);"));
    }
}
