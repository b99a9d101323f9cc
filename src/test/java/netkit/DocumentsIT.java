package netkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.testing.Programs;
import netkit.testing.Transcript;

/** The README and the lessons are true, word for word: every command in them is run, and prints what they say. */
class DocumentsIT {
    /** What builds netkit cannot be run by a test inside that build. */
    private static final Set<String> BUILDING = Set.of("mvn -q -DskipTests package && target/netkit compare",
            "mvn verify", "mvn formatter:format", "PATH=\"$PWD/target:$PATH\"", "npm ci --prefix .peers",
            "mvn -q -Pbench -DskipTests verify",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.bench.QueueBench",
            "mvn test -Dtest=KilledServerTest -Dnetkit.soak=20");
    private static final List<Integer> PORTS = List.of(5670, 9000, 9001, 9080, 9443);

    static List<Path> documents() throws IOException {
        try (Stream<Path> lessons = Files.walk(Path.of("lessons"))) {
            return Stream
                    .concat(Stream.of(Path.of("README.md")),
                            lessons.filter(file -> file.endsWith("lesson.md")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandPrintsWhatTheDocumentSays(Path document) throws Exception {
        Programs.need("nc");
        if (Files.readString(document).contains("$ netkit lab")) {
            Programs.need("ping");
            Programs.needLab();
        }
        PORTS.forEach(Programs::needPort);
        deleteAll(Path.of("target", "mq-data"));
        Files.deleteIfExists(Path.of("target", "wss.p12")); // keytool would not write over that of an earlier run
        new Transcript(document).run();
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void noCommandEscapesTheTest(Path document) throws IOException {
        for (Transcript.Block block : new Transcript(document).blocks()) {
            String where = document + ":" + block.lineNumber() + ": ";
            assertTrue(block.kind().matches("(console|input|output) \\d+|sh|text"),
                    where + "kind '" + block.kind() + "'");
            if (block.kind().equals("sh")) {
                block.lines().forEach(
                        line -> assertTrue(BUILDING.contains(line), where + "'" + line + "' is not run"));
            }
        }
    }
}
