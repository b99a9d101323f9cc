package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.lab.Lab;
import netkit.lab.LabTest;
import netkit.testing.LiveProcess;

/** Tests starting a JVM inside a lab and cleaning up after it. */
@Timeout(90)
@Tag("lab")
@Tag("peers")
class LabEntryTest {
    private static final long CLEANUP_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** The processes of a lab, each the child of the one before. */
    enum Victim {
        OUTER_JVM, UNSHARE, INIT_COMMAND, INNER_JVM
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void needALab() throws IOException {
        InsideLab.method();
    }

    /** The outer JVM: it starts {@link Inner} with its arguments, and exits with the same code. */
    static final class Outer {
        public static void main(String[] arguments) throws Exception {
            Optional<InetSocketAddress> tunnel = arguments[0].equals("tunnel")
                    ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                            Integer.parseInt(arguments[1])))
                    : Optional.empty();
            try (LabProcess inner = LabEntry.start(Inner.class.getName(), List.of(arguments), tunnel)) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    inner.terminate();
                    try {
                        Runtime.getRuntime().halt(inner.await());
                    } catch (InterruptedException _) {
                        Runtime.getRuntime().halt(99);
                    }
                }));
                Runtime.getRuntime().halt(inner.await());
            }
        }
    }

    /** The program inside. */
    static final class Inner {
        public static void main(String[] arguments) throws Exception {
            LabEntry.enter();
            switch (arguments[0]) {
                case "code" -> System.exit(Integer.parseInt(arguments[1]));
                case "cat" -> {
                    System.in.transferTo(System.out);
                    System.out.println(String.join("|", arguments));
                }
                case "program" -> {
                    Lab lab = Lab.open(LabTest.TWO, 1);
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("orderly")));
                    lab.hosts().get(0).exec(new ProcessBuilder("sleep", "1000"));
                    // a background process
                    lab.hosts().get(1).exec(new ProcessBuilder("sh", "-c", "sleep 1000 & exit 0")).waitFor();
                    System.out.println("ready");
                    Thread.sleep(Long.MAX_VALUE);
                }
                case "tunnel" -> {
                    Lab lab = Lab.open(LabTest.TWO, 1);
                    TunnelEntrance entrance = TunnelEntrance.open(TunnelTest.listener(lab.hosts().get(0), 0));
                    Socket client = lab.hosts().get(1).open(
                            () -> new Socket(entrance.address().getAddress(), entrance.address().getPort()));
                    client.getOutputStream().write('x');
                    Thread.sleep(Long.MAX_VALUE);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private LiveProcess outer(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + folder,
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Outer.class.getName()));
        command.addAll(List.of(arguments));
        return new LiveProcess(new ProcessBuilder(command));
    }

    /** A process with its descendants, and the network namespaces that they created. */
    private record Family(List<ProcessHandle> members, Set<String> namespaces) {
        static Family of(LiveProcess outer) throws IOException {
            ProcessHandle first = ProcessHandle.of(outer.pid()).orElseThrow();
            List<ProcessHandle> members = Stream.concat(Stream.of(first), first.descendants()).toList();
            Set<String> made = LabEntryTest.namespaces(members.stream());
            made.removeAll(LabEntryTest.namespaces(Stream.of(ProcessHandle.current())));
            return new Family(members, made);
        }
    }

    private void assertNothingLeft(Family family) throws Exception {
        long start = System.nanoTime();
        while (true) {
            List<ProcessHandle> alive = family.members.stream().filter(LabEntryTest::runs).toList();
            Set<String> namespaces = namespaces(ProcessHandle.allProcesses());
            namespaces.retainAll(family.namespaces); // other labs may be running
            List<Path> files;
            try (Stream<Path> listed = Files.list(folder)) {
                files = listed.toList();
            }
            if (alive.isEmpty() && namespaces.isEmpty() && files.isEmpty()) {
                return;
            }
            if (System.nanoTime() - start > CLEANUP_TIMEOUT_NANOS) {
                throw new AssertionError("left: " + alive.stream().map(ProcessHandle::info).toList() + ", "
                        + namespaces + ", " + files);
            }
            Thread.sleep(10);
        }
    }

    /** Whether the process is running and not a zombie that init has not yet reaped. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns the network namespaces of the processes. */
    private static Set<String> namespaces(Stream<ProcessHandle> processes) {
        Set<String> found = new TreeSet<>();
        processes.forEach(process -> {
            try {
                found.add(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "ns/net"))
                        .toString());
            } catch (IOException _) {
                // no permission, or exited
            }
        });
        return found;
    }

    /** Returns the process, its child, its grandchild, and so on. */
    private static List<ProcessHandle> chain(long pid) {
        List<ProcessHandle> chain = new ArrayList<>();
        ProcessHandle next = ProcessHandle.of(pid).orElseThrow();
        while (next != null && chain.size() < Victim.values().length) {
            chain.add(next);
            next = next.children().findFirst().orElse(null);
        }
        return chain;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftWhenAnyProcessIsKilled(Victim victim) throws Exception {
        try (LiveProcess outer = outer("program")) {
            outer.awaitLine("ready");
            Family family = Family.of(outer);
            assertTrue(family.members.size() >= 6 && !family.namespaces.isEmpty(),
                    family.members.stream().map(ProcessHandle::info).toList() + " " + family.namespaces);
            chain(outer.pid()).get(victim.ordinal()).destroyForcibly();

            assertNothingLeft(family);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfATunnelWhenAnyProcessIsKilled(Victim victim) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveProcess outer = outer("tunnel", "" + server.getLocalPort())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60)); // what has failed must not wait for ever
            server.accept().close(); // the check that the server accepts connections
            try (Socket connection = server.accept()) {
                assertEquals('x', connection.getInputStream().read());
                Family family = Family.of(outer);
                try (Stream<Path> files = Files.list(folder)) {
                    assertTrue(files.flatMap(LabEntryTest::list).noneMatch(file -> file.endsWith("tunnel")),
                            "the socket's name is deleted, so that nothing is left if all processes are killed at once");
                }
                chain(outer.pid()).get(victim.ordinal()).destroyForcibly();

                assertEquals(-1, connection.getInputStream().read(), "the connection ends");
                assertNothingLeft(family);
            }
        }
    }

    private static Stream<Path> list(Path folder) {
        try {
            return Files.list(folder);
        } catch (IOException _) {
            return Stream.of();
        }
    }

    @Test
    void sigtermToTheOuterJvmShutsDownTheInnerJvm() throws Exception {
        try (LiveProcess outer = outer("program")) {
            outer.awaitLine("ready");
            Family family = Family.of(outer);
            outer.signal("TERM");

            assertEquals(143, outer.awaitExit(), outer.toString());
            assertTrue(outer.output().contains("orderly"), outer.toString());
            assertNothingLeft(family);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 42})
    void outerJvmExitsWithTheCodeOfTheInnerJvm(int code) throws Exception {
        try (LiveProcess outer = outer("code", Integer.toString(code))) {
            assertEquals(code, outer.awaitExit(), outer.toString());
        }
    }

    @Test
    void innerJvmHasTheInputAndArgumentsOfTheOuterJvm() throws Exception {
        // in the C locale, Java cannot pass arguments outside ASCII
        String beyondAscii = Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder()
                .canEncode('ü') ? "ü" : "u";
        try (LiveProcess outer = outer("cat", "two  words", "", "*", "$HOME", beyondAscii)) {
            outer.type("hello\n");
            outer.endInput();
            outer.awaitExit();

            assertEquals("hello\ncat|two  words||*|$HOME|" + beyondAscii + "\n", outer.output());
        }
    }

    @Test
    void labCanBeOpenedOnlyInside() {
        IllegalStateException e = assertThrows(IllegalStateException.class,
                () -> Lab.open(LabTest.TWO, 1));
        assertTrue(e.getMessage().contains("LabEntry"), e.getMessage());
    }
}
