package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** {@code netkit compare} with root, without it, and on machines that allow no lab. */
@Timeout(240)
class CompareIT {
    private static final Duration PATIENCE = Duration.ofSeconds(110); // many cells at once, on a busy machine too
    private static final String FEW = " compare --messages 100 --rate 400/s --seed 3";
    private static final String IN_THE_LAB = "in the lab: .*";
    private static final String ON_RELAYS = "on relays above the sockets: .*";
    /** The user nobody, who owns no files, on every Linux. */
    private static final String NOBODY = "65534";

    /** Readable and writable by every user. */
    private Path folder;

    @BeforeEach
    void makeAFolderForAll(@TempDir Path temporary) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        folder = Files.createDirectory(temporary.resolve("all"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static LiveProcess run(String commandLine) throws Exception {
        LiveProcess process = Programs.shell(commandLine);
        try (process) {
            assertEquals(0, process.awaitExit(PATIENCE), process.toString());
        }
        return process;
    }

    private static void assertPrinted(LiveProcess run, String regex) {
        assertTrue(run.output().lines().anyMatch(line -> line.matches(regex)), regex + " in\n" + run);
    }

    /** Returns the output as one line. */
    private static String text(LiveProcess run) {
        return run.output().replaceAll("\\s+", " ");
    }

    /** As root, runs netkit as another user, who may not read root's folders. */
    private String netkitOfAnOrdinaryUser() throws Exception {
        Path copy = Files.copy(Programs.netkit(), folder.resolve("netkit"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        return "cd '" + folder + "' && HOME='" + folder + "' " + (isRoot()
                ? "setpriv --reuid=" + NOBODY + " --regid=" + NOBODY + " --clear-groups "
                : "") + copy;
    }

    private static boolean isRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.matches("Uid:\\s+0\\s.*"));
    }

    @Test
    void ordinaryUserRunsTheLab() throws Exception {
        Programs.needLab();
        LiveProcess run = run(netkitOfAnOrdinaryUser() + FEW + " --transports tcp,udp,queue --scenarios loss"
                + " --pcap captures");

        assertPrinted(run, IN_THE_LAB);
        assertPrinted(run, " tcp +100 +0 .* exactly once, in order");
        assertPrinted(run, " queue +100 +0 .* exactly once, in order");
        assertPrinted(run, " udp +\\d\\d +[1-9].* at most once, in order");
        assertPrinted(run, " +lost \\d+: dropped by the wire: loss");
        try (Stream<Path> captures = Files.list(folder.resolve("captures"))) {
            assertEquals(6, captures.count(), "two for each cell");
        }
    }

    @Test
    void relaysReportThatTcpHasNoLossScenario() throws Exception {
        LiveProcess run = run("netkit" + FEW + " --on relay --transports tcp,udp --scenarios clean,loss");

        assertPrinted(run, ON_RELAYS);
        assertPrinted(run, " tcp +100 +0 .* exactly once, in order");
        assertPrinted(run, " tcp: not above the socket .*");
        assertPrinted(run, " udp +\\d\\d +[1-9].* at most once, in order");
    }

    @Test
    void withoutNamespacesRelaysAreUsedAndTheReasonIsPrinted() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        String without = "PATH='" + empty + "' JAVA_HOME='" + System.getProperty("java.home") + "' "
                + Programs.netkit();
        LiveProcess run = run(without + FEW + " --transports udp,websocket --scenarios clean");

        assertPrinted(run, ON_RELAYS);
        assertTrue(
                text(run).contains("this machine cannot run a lab: the program 'unshare' is not installed; "),
                run.toString());
        assertPrinted(run, " websocket +100 +0 .* exactly once, in order");

        try (LiveProcess refused = Programs.shell(without + FEW + " --on lab")) {
            assertEquals(ExitCode.INCONCLUSIVE, refused.awaitExit(PATIENCE), refused.toString());
            assertPrinted(refused, "netkit compare: this machine cannot run a lab: .*unshare.*");
        }
    }

    @Test
    void cellThatCannotBeRunDoesNotAffectOthers() throws Exception {
        Programs.needLab();
        Path inTheWay = Files.createDirectory(folder.resolve("clean-udp-alice.pcapng"));
        try (LiveProcess run = Programs.shell("netkit" + FEW + " --transports udp,tcp --scenarios clean,loss"
                + " --pcap '" + folder + "'")) {
            assertEquals(ExitCode.FAILED, run.awaitExit(PATIENCE), run.toString());
            assertPrinted(run, " udp: failed .*");
            assertPrinted(run, " udp +\\d\\d +[1-9].* at most once, in order");
            assertEquals(2, run.output().lines().filter(line -> line.matches(" tcp +100 .*")).count(),
                    run.toString());
            assertPrinted(run, "netkit compare: " + inTheWay + ": Is a directory");
        }
    }

    @Test
    void savedResultIsRunAgainInTheLab() throws Exception {
        Programs.needLab();
        Path saved = folder.resolve("run.json");
        run("netkit" + FEW + " --transports udp,tcp --scenarios clean,loss --json '" + saved + "'");
        LiveProcess again = run("netkit compare replay '" + saved + "'");

        assertPrinted(again, IN_THE_LAB);
        assertPrinted(again, "100 messages of 100 bytes, 400/s .* for each of 4 cells, .*; seed 3");
        assertTrue(text(again).contains("Of 4 cells run both times, 4 have the same verdict"),
                again.toString());
        assertPrinted(again, "tcp, loss: nothing lost either time; p99 .*");
        // the same seed and traffic produce the same faults
        assertPrinted(again, "udp, loss: the same \\d+ lost; .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab", "relay"})
    void ctrlCShowsTheFinishedCellsAndLeavesNothingBehind(String choice) throws Exception {
        Programs.need("script"); // makes the terminal
        if (choice.equals("lab")) {
            Programs.needLab();
        }
        try (LiveProcess netkit = Programs.shell(ownTemporary() + " TERM=dumb exec script -qec 'exec netkit"
                + endless() + " --on " + choice + "' /dev/null")) {
            netkit.awaitLine("2 of 4 done: .*clean\\s*");
            Leftovers.await(this::isQueueOpen, netkit::toString);
            assertStopped(netkit, () -> netkit.type("\003"));
        }
    }

    @Test
    void interruptWithoutATerminalDoesTheSame() throws Exception {
        Programs.needLab();
        try (LiveProcess netkit = Programs.shell(ownTemporary() + " exec netkit" + endless() + " --pcap '"
                + folder + "'")) {
            // when the last cell has begun, the first two are done
            Leftovers.await(() -> Files.exists(folder.resolve("endless-queue-bob.pcapng")), netkit::toString);
            assertStopped(netkit, () -> netkit.signal("INT"));
        }
    }

    /** Four cells, of which the last two do not end. */
    private String endless() throws IOException {
        Path file = Files.writeString(folder.resolve("endless.lab"),
                "title bob goes away\nat 50ms bob leaves\nat 1h bob returns\n");
        return FEW + " --transports udp,queue --scenarios clean --scenario " + file + " --side-by-side 2";
    }

    /** For temporary files that are no other program's. */
    private String ownTemporary() throws IOException {
        return "JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"));
    }

    private List<String> temporaryFiles() {
        return List.of(folder.resolve("tmp").toFile().list());
    }

    private boolean isQueueOpen() {
        return temporaryFiles().stream().anyMatch(name -> name.startsWith("netkit-compare"));
    }

    @FunctionalInterface
    private interface Stop {
        void run() throws Exception;
    }

    private void assertStopped(LiveProcess netkit, Stop stop) throws Exception {
        ProcessHandle first = ProcessHandle.of(netkit.pid()).orElseThrow();
        List<ProcessHandle> family = Stream.concat(Stream.of(first), first.descendants()).toList();
        Set<String> namespaces = namespaces(family.stream());
        namespaces.removeAll(namespaces(Stream.of(ProcessHandle.current())));
        stop.run();

        assertEquals(ExitCode.INTERRUPTED, netkit.awaitExit(), netkit.toString());
        assertPrinted(netkit, " udp +100 +0 .* exactly once, in order\\s*");
        assertPrinted(netkit, " queue +100 +0 .* exactly once, in order\\s*");
        assertPrinted(netkit, "stopped: 2 of 4 cells were run\\s*");
        Leftovers.await(() -> family.stream().noneMatch(ProcessHandle::isAlive)
                && Collections.disjoint(namespaces, namespaces(ProcessHandle.allProcesses()))
                && temporaryFiles().isEmpty(),
                () -> "nothing left of " + family + " " + namespaces + " " + temporaryFiles());
    }

    /** The network namespaces in which any thread of these is. */
    private static Set<String> namespaces(Stream<ProcessHandle> processes) {
        Set<String> found = new TreeSet<>();
        processes.forEach(process -> {
            Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
            try (Stream<Path> all = Files.list(threads)) {
                for (Path thread : all.toList()) {
                    found.add(Files.readSymbolicLink(thread.resolve("ns/net")).toString());
                }
            } catch (IOException | UncheckedIOException _) {
                // gone, or not ours
            }
        });
        return found;
    }
}
