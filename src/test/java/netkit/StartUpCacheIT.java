package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Programs;

/** The start-up cache of the finished {@code target/netkit}: made by the first run, used by later ones, never needed. */
@Timeout(120)
class StartUpCacheIT {
    private static final String DECODED = "frame 1: 2 bytes, from a server";

    @TempDir
    private Path folder;
    private Path caches;

    @BeforeEach
    void useAnEmptyCache() {
        caches = folder.resolve("caches");
    }

    private String decode(String... options) throws Exception {
        return run(List.of("ws-frame", "decode", "8100"), options).getFirst();
    }

    private List<String> run(List<String> words, String... options) throws Exception {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(words);
        command.addFirst(Programs.netkit().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", caches.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", options));
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> !line.startsWith("NOTE: Picked up"))
                .toList();
        assertEquals(0, process.exitValue(), lines.toString());
        return lines;
    }

    /** Waits until the background run has made the cache and is gone. */
    private Path awaitCache() throws Exception {
        while (true) {
            List<Path> files = files();
            if (files.size() == 1 && files.getFirst().toString().endsWith(".aot")) {
                return files.getFirst();
            }
            Thread.sleep(100);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(caches)) {
            return all.filter(path -> Files.isRegularFile(path) || path.endsWith("making")).toList();
        } catch (UncheckedIOException _) {
            return List.of(); // a file went away meanwhile
        }
    }

    @Test
    void firstRunMakesTheCacheAndLaterRunsTakeTheirClassesFromIt() throws Exception {
        assertEquals(DECODED, decode());
        awaitCache();
        Path loaded = folder.resolve("loaded");
        assertEquals(DECODED, decode("-Xlog:class+load:file=" + loaded));
        String log = Files.readString(loaded);
        for (String name : List.of("netkit.Netkit", "picocli.CommandLine", "netkit.websocket.FrameRules")) {
            assertTrue(log.contains(" " + name + " source: shared objects file"),
                    name + " is not from the cache");
        }
    }

    /** The second JVM too, which a lab starts in its namespaces: its log is the one with the lab's own classes. */
    @Test
    void secondJvmOfALabTakesItsClassesFromTheCache() throws Exception {
        Programs.needLab();
        decode();
        awaitCache();
        String logs = "-Xlog:class+load:file=" + folder.resolve("loaded-%p");
        run(List.of("lab", "run", "--on", "alice", "true"), logs);
        List<String> inner = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("loaded-"))
                    .toList()) {
                String log = Files.readString(file);
                if (log.contains(" netkit.lab.wire.Pump source: ")) {
                    inner.add(log);
                }
            }
        }
        assertEquals(1, inner.size());
        assertTrue(inner.getFirst().contains(" picocli.CommandLine source: shared objects file"));
    }

    @Test
    void damagedCacheIsIgnoredWithoutAWord() throws Exception {
        decode();
        Path cache = awaitCache();
        byte[] bytes = Files.readAllBytes(cache);
        for (int at = 0; at < bytes.length; at += 4096) {
            bytes[at] ^= 0x55;
        }
        Files.write(cache, bytes);
        assertEquals(DECODED, decode());
        Files.write(cache, new byte[0]);
        assertEquals(DECODED, decode());
    }

    @Test
    void runWithoutAWritableCacheFolderSaysNothingOfIt() throws Exception {
        Files.writeString(caches, "a file, where the folder should be");
        assertEquals(DECODED, decode());
        assertEquals("a file, where the folder should be", Files.readString(caches));
    }
}
