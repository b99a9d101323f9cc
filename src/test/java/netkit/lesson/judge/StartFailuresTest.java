package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.check.CheckFile;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** Programs that do not come as far as a conversation, and machines on which none is possible. */
class StartFailuresTest {
    private static final String SERVER = "exercise listens\ncheck echo \"answers\"\nlimit %s\npeer connects\n"
            + "peer sends 00\npeer expects 00\n";
    private static final String CLIENT = "exercise connects\ncheck hello \"says hello\"\nlimit %s\n"
            + "peer accepts\npeer expects line \"hello\\n\"\n";
    private static final String PRINTS = "exercise connects\ncheck prints \"prints\"\n"
            + "peer accepts\nprogram prints \"x\" within %s\n";

    @TempDir
    Path folder;

    private static Judge judge(String checks, String time) {
        return new Judge(CheckFile.parse("checks.lab", checks.formatted(time)), List.of());
    }

    private static String symptom(Verdict verdict) {
        return verdict.outcomes().getLast().failed().map(CheckOutcome.Failed::symptom).orElse("passed");
    }

    private Verdict java(Judge judge, String body) throws Exception {
        Path file = Files.writeString(folder.resolve("Mine.java"), """
                import java.io.*;
                import java.net.*;

                public class Mine {
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(body));
        return judge.check(file, 7, JudgeListener.NONE);
    }

    private Verdict command(Judge judge, String command) throws Exception {
        try (StudentProgram program = StudentProgram.command(command, folder)) {
            return judge.check(program, judge.plan().checks(), 7, JudgeListener.NONE);
        }
    }

    @Test
    @SideBySide
    void programThatTheInterpreterRefusesDoesNotStart() throws Exception {
        Programs.need("python3");
        Path file = Files.writeString(folder.resolve("mine.py"), "def f(:\n");
        assertEquals("does-not-start", symptom(judge(SERVER, "30s").check(file, 7, JudgeListener.NONE)));
    }

    @Test
    @SideBySide
    void serverThatRunsAndListensNowhereHasNoPort() throws Exception {
        assertEquals("no-port", symptom(java(judge(SERVER, "2s"), "Thread.sleep(60_000);")));
    }

    @Test
    @SideBySide
    void clientThatRunsAndConnectsNowhereHasNoConnection() throws Exception {
        assertEquals("no-connection", symptom(java(judge(CLIENT, "2s"), "Thread.sleep(60_000);")));
    }

    @Test
    @SideBySide
    void clientThatIsRefusedElsewhereHasTheWrongPort() throws Exception {
        assertEquals("wrong-port", symptom(java(judge(CLIENT, "30s"), "new Socket(args[0], 1);")));
    }

    @Test
    @SideBySide
    void serverThatListensElsewhereHasTheWrongPort() throws Exception {
        Programs.need("bash"); // /proc tells which ports a process has
        assertEquals("wrong-port", symptom(java(judge(SERVER, "8s"),
                "new ServerSocket(0, 5, InetAddress.getByName(\"127.0.0.1\")).accept();")));
    }

    @Test
    @SideBySide
    void outputThatComesOnlyAtTheEndIsToldFromNone() throws Exception {
        assertEquals("no-output", symptom(java(judge(PRINTS, "1s"), """
                var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false) {};
                var held = new BufferedOutputStream(out, 8192);
                held.write("xyz\\n".getBytes());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        held.flush();
                    } catch (IOException e) {
                        e.printStackTrace();
                    }
                }));
                new Socket(args[0], Integer.parseInt(args[1]));
                Thread.sleep(60_000);
                """)));
        assertEquals("hangs", symptom(java(judge(PRINTS, "1s"),
                "new Socket(args[0], Integer.parseInt(args[1])); Thread.sleep(60_000);")));
    }

    @Test
    @SideBySide
    void commandOfAnyLanguageIsJudged() throws Exception {
        Programs.need("bash");
        Files.writeString(folder.resolve("hello.sh"),
                "exec 3<>/dev/tcp/$1/$2; echo hello >&3; head -c 1 <&3\n");
        assertEquals("passed", symptom(command(judge(CLIENT, "30s"), "bash hello.sh")));
        Files.writeString(folder.resolve("swapped.sh"),
                "exec 3<>/dev/tcp/$2/$1; echo hello >&3; head -c 1 <&3\n");
        assertEquals("passed", symptom(command(judge(CLIENT, "30s"), "bash swapped.sh {port} {host}")));
    }

    @Test
    @SideBySide
    void commandThatDoesNotExistIsInconclusive() throws Exception {
        CheckOutcome outcome = command(judge(CLIENT, "30s"), "no-such-program-here x").outcomes().getLast();
        assertEquals(CheckOutcome.Status.INCONCLUSIVE, outcome.status());
        assertTrue(outcome.failed().orElseThrow().message()
                .startsWith("cannot start 'no-such-program-here'"), outcome.toString());
    }

    @Test
    @SideBySide
    void javaWithoutACompilerIsInconclusive() throws Exception {
        Path file = Files.writeString(folder.resolve("Mine.java"), "class Mine {}");
        InconclusiveException why = assertThrows(InconclusiveException.class,
                () -> JavaSource.compile(null, file, folder));
        assertTrue(why.getMessage().endsWith("has no compiler: install a JDK, or set JAVA_HOME to one"),
                why.getMessage());
    }

    /** The program tells the test its port, and binds it only after another program has: this one. */
    @Test
    @SideBySide
    void portThatAnotherProgramTookIsInconclusive() throws Exception {
        ServerSocket control = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        List<ServerSocket> taken = new CopyOnWriteArrayList<>();
        Thread holder = Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    hold(control, taken);
                }
            } catch (IOException _) {
                // the control socket is closed at the end of the test
            }
        });
        try {
            CheckOutcome outcome = java(judge(SERVER, "30s"), """
                    Socket control = new Socket(InetAddress.getLoopbackAddress(), %d);
                    control.getOutputStream().write((args[0] + "\\n").getBytes());
                    control.getInputStream().read();
                    new ServerSocket(Integer.parseInt(args[0]), 5, InetAddress.getByName("127.0.0.1"));
                    """.formatted(control.getLocalPort())).outcomes().getLast();
            assertEquals(CheckOutcome.Status.INCONCLUSIVE, outcome.status(), outcome.toString());
            assertTrue(outcome.failed().orElseThrow().message().endsWith("; check again"),
                    outcome.toString());
        } finally {
            control.close();
            holder.join();
            for (ServerSocket one : taken) {
                one.close();
            }
        }
    }

    /** Holds the port of one run, and serves the judge there only after the program has failed to bind it. */
    private static void hold(ServerSocket control, List<ServerSocket> taken) throws IOException {
        try (Socket program = control.accept()) {
            String port = new String(program.getInputStream().readNBytes(6), StandardCharsets.US_ASCII)
                    .strip();
            ServerSocket server = new ServerSocket(Integer.parseInt(port), 5,
                    InetAddress.getByName("127.0.0.1"));
            taken.add(server);
            program.getOutputStream().write(1);
            program.getInputStream().read(); // until it has ended
            server.accept().close();
        }
    }
}
