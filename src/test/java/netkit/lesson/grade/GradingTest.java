package netkit.lesson.grade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lab.namespace.InsideLab;
import netkit.lesson.Lessons;
import netkit.testing.Programs;

/** Thirty folders, some of which would do harm: nothing is harmed, and the others are graded. */
class GradingTest {
    private static final String CHECKS = """
            exercise connects
            check hello "says hello"
            peer accepts within 5s
            peer expects line "hello\\n" within 5s
            """;
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "exercise": { "name": "Own", "minutes": 30, "files": { "python": "own.py" } },
              "questions": [{ "id": "why", "step": 1, "type": "text", "text": "Why?" }]
            }
            """;
    /** The seed of this student's program in this lesson, derived from 7. */
    private static final long GRADED_WITH_7 = Math.floorMod("7/liar/22-own".hashCode(), 1_000_000);
    private static final String START = "# say hello\n";
    private static final String RIGHT = """
            import socket, sys
            s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
            s.sendall(b"hello\\n")
            s.recv(1)
            """;

    @TempDir
    Path lessons;
    @TempDir
    Path all;
    @TempDir
    Path outside;

    @BeforeEach
    void write() throws Exception {
        Programs.need("python3");
        Path lesson = Files.createDirectories(lessons.resolve("22-own"));
        Files.writeString(lesson.resolve("lesson.json"), JSON);
        Files.writeString(lesson.resolve("lesson.md"), "# 22 · My own\n\nWhy?\n\n## 1. Look\n\nThere.\n");
        Files.writeString(lesson.resolve("checks.lab"), CHECKS);
        Files.writeString(Files.createDirectories(lesson.resolve("start")).resolve("own.py"), START);
    }

    private void hand(String student, String program) throws Exception {
        Files.writeString(Files.createDirectories(all.resolve(student)).resolve("own.py"), program);
    }

    private GradedClass grade(boolean inNamespaces, long seed) throws Exception {
        return new Grading(all, Lessons.in(lessons).all(),
                new Grading.Settings(lessons, seed, Duration.ofMinutes(2), 2, inNamespaces)).run("now",
                        (lesson, question) -> "", grade -> {});
    }

    private static Map<String, Grade> byStudent(GradedClass graded) {
        return graded.grades().stream().collect(Collectors.toMap(Grade::student, Function.identity()));
    }

    @Test
    @Tag("lab")
    void hostileProgramsHarmNothingAndTheOthersAreGraded() throws Exception {
        InsideLab.method();
        String mark = "98765." + UUID.randomUUID().hashCode() % 100_000_000;
        Path victim = Files.writeString(outside.resolve("victim"), "unharmed");
        hand("ann", RIGHT);
        hand("=1+1", START);
        hand("esc\u001b[2J", START);
        hand("loop", "while True: pass\n");
        hand("fork", """
                import os, time
                for i in range(200):
                    if os.fork() == 0: time.sleep(1000)
                time.sleep(1000)
                """);
        hand("output", """
                import os
                for i in range(10000): os.write(1, b"x" * 1000000)
                """);
        hand("outside", """
                for path in ("%s", "%s", "/tmp/netkit-grade-was-here", "/proc/sys/kernel/domainname"):
                    try:
                        open(path, "r+" if "proc" in path else "w").write("harmed")
                        print("wrote", path)
                    except OSError as e: pass
                f = open("big", "wb")
                while True: f.write(b"x" * 1000000)
                """.formatted(victim, all.resolve("ann/own.py")));
        hand("daemon", """
                import os, signal, subprocess
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0: os.execvp("sleep", ["sleep", "%s"])
                    os._exit(0)
                os.wait()
                for pid in (os.getppid(), -1):
                    try: os.kill(pid, signal.SIGKILL)
                    except OSError: pass
                """.formatted(mark));
        Files.createDirectories(all.resolve("link"));
        Files.createSymbolicLink(all.resolve("link/own.py"), all.resolve("ann/own.py"));
        Files.createSymbolicLink(all.resolve("linked"), outside);
        Files.createDirectories(all.resolve("nothing"));

        GradedClass graded = grade(true, 7);
        Map<String, Grade> grades = byStudent(graded);
        assertEquals(Grade.Status.THROUGH, grades.get("ann").status(), grades.get("ann").toString());
        for (String wrong : new String[] {"loop", "fork", "output", "outside", "daemon"}) {
            assertEquals(Grade.Status.FAILED, grades.get(wrong).status(), grades.get(wrong).toString());
        }
        assertEquals("exceeds-limits", grades.get("fork").diagnosis());
        assertEquals("exceeds-limits", grades.get("output").diagnosis());
        String printed = String.join("\n", grades.get("outside").printed());
        assertTrue(printed.contains("OSError") && !printed.contains("wrote"), printed);
        assertEquals(Grade.Status.UNCHANGED, grades.get("esc\u001b[2J").status());
        assertEquals(Grade.Status.MISSING, grades.get("link").status());
        assertEquals(Grade.Status.MISSING, grades.get("nothing").status());
        assertEquals(2, graded.notes().size(), graded.notes().toString());

        assertEquals("unharmed", Files.readString(victim));
        assertEquals(RIGHT, Files.readString(all.resolve("ann/own.py")));
        assertFalse(Files.exists(Path.of("/tmp/netkit-grade-was-here")));
        assertTrue(ProcessHandle.allProcesses().noneMatch(
                one -> one.info().commandLine().filter(line -> line.contains(mark)).isPresent()));
    }

    @Test
    @Tag("slow")
    void progressFilesTellPredictionsOnlyAndSeedsComeAgain() throws Exception {
        hand("ann", RIGHT);
        hand("liar", "print('no')\n");
        hand("damaged", START);
        for (String student : new String[] {"ann", "liar"}) {
            Files.writeString(
                    Files.createDirectories(all.resolve(student + "/.netkit")).resolve("progress.json"),
                    """
                            {"schema": 1, "lessons": {"22-own": {"version": 1, "step": 1, "checks": 1,
                            "passed": "2026-01-01T00:00:00Z",
                            "predictions": {"why": {"answer": "=so", "right": true}}}}}
                            """);
        }
        Files.writeString(Files.createDirectories(all.resolve("damaged/.netkit")).resolve("progress.json"),
                "[[[");
        GradedClass graded = grade(false, 7);
        Map<String, Grade> grades = byStudent(graded);
        assertEquals(Grade.Status.THROUGH, grades.get("ann").status(), grades.get("ann").toString());
        assertEquals(Grade.Status.FAILED, grades.get("liar").status());
        assertEquals(2, graded.predictions().size());
        assertEquals(null, graded.predictions().getFirst().right(), "nothing was measured");
        assertEquals(1, graded.notes().size(), graded.notes().toString());
        assertNotEquals(grades.get("ann").seed(), grades.get("liar").seed());
        assertEquals(GRADED_WITH_7, grades.get("liar").seed(), "it can be repeated");
    }
}
