package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Cli;

/** The exit codes of {@code lesson check}, with programs for the shell. */
class LessonCheckCommandTest {
    private static final String CHECKS = """
            exercise listens
            check hello "says hello"
            peer connects
            peer expects line "hello\\n" within 500ms
            """;
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "exercise": { "name": "Own", "minutes": 30, "files": { "python": "own.py" } }
            }
            """;

    @TempDir
    Path lessons;
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Path lesson = Files.createDirectories(lessons.resolve("22-own"));
        Files.writeString(lesson.resolve("lesson.json"), JSON);
        Files.writeString(lesson.resolve("lesson.md"),
                "# 22 · My own\n\nThe question.\n\n## 1. Look\n\nThere.\n");
        Files.writeString(lesson.resolve("checks.lab"), CHECKS);
    }

    private String[] check(String program) throws Exception {
        Path script = Files.writeString(folder.resolve("own.sh"), program);
        return new String[] {"lesson", "check", "22", "--lessons", lessons.toString(), "--folder",
            folder.toString(), "--cmd", "sh " + script};
    }

    /** Each run tells its port and waits; then another program, the test, listens there before it does. */
    @Test
    void portThatAnotherProgramTakesIsInconclusiveAndNamesIt() throws Exception {
        List<ServerSocket> held = new ArrayList<>();
        try (Cli.Running check = Cli.start(check("""
                cd %s
                echo $1 > port.new && mv port.new port-$1
                until [ -e taken-$1 ]; do sleep 0.05; done
                echo 'Address already in use' >&2
                exit 1
                """.formatted(folder)))) {
            while (held.size() < 4) { // a run whose port was taken is repeated three times
                for (Path file : ports()) {
                    String port = file.getFileName().toString().substring("port-".length());
                    ServerSocket socket = new ServerSocket();
                    held.add(socket);
                    try {
                        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"),
                                Integer.parseInt(port)));
                    } catch (BindException _) { // a process that is being started may still have it
                        held.remove(socket);
                        socket.close();
                        continue;
                    }
                    Files.delete(file);
                    Files.createFile(folder.resolve("taken-" + port));
                }
                Thread.sleep(20);
            }
            Cli.Result result = check.await();
            assertEquals(3, result.code(), result.toString());
            assertTrue(result.out().contains("check again"), result.toString());
            assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.toString());
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private List<Path> ports() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("port-")).toList();
        }
    }

    @Test
    void programThatCannotBeStartedIsInconclusiveAndOneThatEndsHasFailed() throws Exception {
        String[] none = check("exit 0");
        none[none.length - 1] = "no-such-program-here";
        Cli.Result result = Cli.run(none);
        assertEquals(3, result.code(), result.toString());
        assertEquals(1, Cli.run(check("exit 0")).code());
    }
}
