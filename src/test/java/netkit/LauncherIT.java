package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.LineSocket;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The finished {@code target/netkit}: where it runs, which Java it takes, how it ends. */
@Timeout(60)
class LauncherIT {
    private static final Path JAVA_25 = Path.of(System.getProperty("java.home"));
    private static final String NO_JAVA = "netkit: no Java 25 or newer found; install one, for example from "
            + "https://adoptium.net, or set JAVA_HOME to it\n";

    /** It has a space in its name, as the folders of people have. */
    private Path folder;
    /** The whole environment of the launcher: at first one in which no Java can be found. */
    private final Map<String, String> environment = new TreeMap<>();

    private final List<Path> links = new ArrayList<>();

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void hideEveryJava(@TempDir Path temporary) throws IOException {
        folder = Files.createDirectory(temporary.resolve("a folder"));
        environment.put("PATH", Files.createDirectory(folder.resolve("bin")).toString());
        environment.put("NETKIT_JVMS", Files.createDirectory(folder.resolve("jvms")).toString());
        environment.put("HOME", Files.createDirectory(folder.resolve("home")).toString());
    }

    /** JUnit would warn of links that lead out of the folder it deletes. */
    @AfterEach
    void deleteLinks() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    private void link(Path link, Path target) throws IOException {
        links.add(Files.createSymbolicLink(link, target));
    }

    private Result run(Path where, String... command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "still running: " + String.join(" ", command) + "\n" + Files.readString(out)
                            + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Result netkit(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Programs.netkit().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(folder, command);
    }

    private static void assertRan(Result result) {
        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().matches("netkit \\d.*\nJava 2[5-9].*\n"), result.toString());
        assertEquals("", result.err());
    }

    private void assertFoundNone(Result result) {
        assumeFalse(Files.exists(Path.of("/usr/libexec/java_home")), "macOS knows its Javas by itself");
        assertEquals(new Result(3, "", NO_JAVA), result);
    }

    /** A folder like a JDK's, whose java only tells its version, and that it was asked. */
    private Path fakeJava(Path home, String version) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        program(bin.resolve("java"), "#!/bin/sh\n: >'" + home.resolve("asked") + "'\n"
                + "echo 'openjdk version \"" + version + "\" 2021-09-14' >&2\n");
        return home;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void onPath(Path bin) {
        environment.merge("PATH", bin.toString(), (path, more) -> path + ":" + more);
    }

    @Test
    void itRunsFromAnyFolder() throws Exception {
        environment.put("JAVA_HOME", JAVA_25.toString());

        assertRan(netkit("--version"));
    }

    @Test
    void itRunsThroughASymbolicLink() throws Exception {
        environment.put("JAVA_HOME", JAVA_25.toString());
        link(folder.resolve("nk"), Programs.netkit());

        assertRan(run(folder, "./nk", "--version"));
    }

    @Test
    void itRunsAsACopyInAFolderWithASpaceAndFromPath() throws Exception {
        environment.put("JAVA_HOME", JAVA_25.toString());
        Path copy = Files.copy(Programs.netkit(), folder.resolve("bin/netkit"));

        assertRan(run(folder.getRoot(), copy.toString(), "--version"));
        assertRan(run(folder, "/bin/sh", "-c", "netkit --version"));
        assertRan(run(copy.getParent(), "/bin/sh", "netkit", "--version"));
    }

    @Test
    void argumentsAndTheExitCodePassThrough() throws Exception {
        environment.put("JAVA_HOME", JAVA_25.toString());

        for (String argument : List.of("two  words", "*", "", "$HOME")) {
            Result result = netkit(argument);
            assertEquals(2, result.code(), result.toString());
            assertTrue(result.err().contains("unknown command '" + argument + "'"), result.toString());
        }
    }

    @Test
    void theJavaOnPathIsTakenWhenJavaHomeIsOldOrWrong() throws Exception {
        onPath(JAVA_25.resolve("bin"));
        environment.put("JAVA_HOME", fakeJava(folder.resolve("old"), "17.0.1").toString());
        assertRan(netkit("--version"));

        environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
        assertRan(netkit("--version"));

        environment.put("JAVA_HOME", "");
        assertRan(netkit("--version"));
    }

    @Test
    void aJavaOfTheSystemIsTakenWhenTheOneOnPathIsOld() throws Exception {
        onPath(fakeJava(folder.resolve("old"), "1.8.0_392").resolve("bin"));
        fakeJava(folder.resolve("jvms/a-17"), "17.0.1");
        link(folder.resolve("jvms/b-25"), JAVA_25);

        assertRan(netkit("--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".sdkman/candidates/java", ".jdks"})
    void aJavaInTheHomeFolderIsTaken(String place) throws Exception {
        Path candidates = Files.createDirectories(folder.resolve("home").resolve(place));
        fakeJava(candidates.resolve("11.0.2-open"), "11.0.2");
        link(candidates.resolve("25-tem"), JAVA_25);

        assertRan(netkit("--version"));
    }

    @Test
    void sdkmanMayLiveElsewhere() throws Exception {
        Path candidates = Files.createDirectories(folder.resolve("my sdkman/candidates/java"));
        link(candidates.resolve("25-tem"), JAVA_25);
        environment.put("SDKMAN_DIR", folder.resolve("my sdkman").toString());

        assertRan(netkit("--version"));
    }

    @Test
    void aJavaThatHasItsVersionInAFileIsNotStartedToAskForIt() throws Exception {
        Path old = fakeJava(folder.resolve("old"), "25");
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.1\"");
        environment.put("JAVA_HOME", old.toString());

        assertFoundNone(netkit("--version"));
        assertFalse(Files.exists(old.resolve("asked")));
    }

    @Test
    void aJavaWithoutSuchAFileIsAsked() throws Exception {
        Path java = fakeJava(folder.resolve("new"), "26-ea");
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\n");
        environment.put("JAVA_HOME", java.toString());

        Result result = netkit("--version");
        assertEquals(0, result.code(), "it was taken, though it can do no more than tell its version");
        assertTrue(Files.exists(java.resolve("asked")));
    }

    @Test
    void withoutJavaItSaysSoInOneLineAndIsInconclusive() throws Exception {
        assertFoundNone(netkit("--version"));

        fakeJava(folder.resolve("jvms/old"), "24.0.2");
        onPath(fakeJava(folder.resolve("older"), "17.0.1").resolve("bin"));
        environment.put("JAVA_HOME", fakeJava(folder.resolve("oldest"), "1.8.0_392").toString());
        assertFoundNone(netkit("compare"));
    }

    @Test
    void withoutJavaAndWithoutAHomeItSaysTheSame() throws Exception {
        environment.remove("HOME");
        assertFoundNone(netkit("--version"));
        environment.put("HOME", "");
        assertFoundNone(netkit("--version"));
    }

    @Test
    void aJavaThatDoesNotWorkIsPassedOver() throws Exception {
        Path broken = folder.resolve("broken");
        Files.createDirectories(broken.resolve("bin/java")); // a folder
        environment.put("JAVA_HOME", broken.toString());
        Path silent = Files.createDirectories(folder.resolve("jvms/silent/bin"));
        program(silent.resolve("java"), "#!/bin/sh\nexit 1\n");
        Path odd = Files.createDirectories(folder.resolve("jvms/odd/bin"));
        program(odd.resolve("java"), "#!/bin/sh\necho 'Unable to locate a Java Runtime.' >&2\n");

        assertFoundNone(netkit("--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalSaysGoodbyeToTheMembersAndEndsWithZero(String signal) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Programs.netkit().toString(), "tcp-server", "--port",
                "0");
        builder.environment().put("JAVA_HOME", JAVA_25.toString());
        try (LiveProcess server = new LiveProcess(builder)) {
            String line = server.awaitLine("listening on tcp 127\\.0\\.0\\.1:\\d+");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (LineSocket ann = new LineSocket(port)) {
                ann.await("\\* your id is .*");
                try (LineSocket bob = new LineSocket(port)) {
                    bob.await("\\* your id is .*");
                    ann.await("\\* guest-2 joined lobby"); // nothing else is on its way now
                    server.signal(signal);

                    assertEquals(List.of("* the server is going away; goodbye"), ann.readToEnd());
                    assertEquals(List.of("* the server is going away; goodbye"), bob.readToEnd());
                    assertEquals(0, server.awaitExit(), server.toString());
                }
            }
        }
    }
}
