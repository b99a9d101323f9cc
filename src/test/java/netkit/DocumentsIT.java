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

/** The README, the lessons and the guides are true: every command in them is run, and prints what they say. */
class DocumentsIT {
    /** Commands that build netkit or take long, which a test inside the build cannot run. */
    private static final Set<String> NOT_RUN = Set.of("mvn -q -DskipTests package && target/netkit compare",
            "mvn verify", "PATH=\"$PWD/target:$PATH\"", "npm ci --prefix .peers",
            "mvn -q -Pbench -DskipTests verify",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.bench.QueueBench",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.bench.LabBench",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.bench.SocketIoBench",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.bench.StartUpBench",
            "mvn -q -Pfuzz -DskipTests verify",
            "mvn -q -Pfuzz -DskipTests verify -Dfuzz.seconds=60 -Dfuzz.target=HttpHeadFuzz",
            "netkit mq-send orders transfer --url amqp://guest:guest@127.0.0.1:5672",
            "netkit mq-receive orders --crash-after 1 --url amqp://guest:guest@127.0.0.1:5672",
            "netkit mq-receive orders --count 1 --url amqp://guest:guest@127.0.0.1:5672",
            "netkit compare --scenarios crash --transports socket.io+ack,queue --messages 200 --seed 7 --dedup",
            "mvn test -Dtest=KilledServerTest -Dnetkit.soak=20",
            "mvn -q -Pbench -DskipTests verify -Dbench.main=netkit.testing.TerminalPicture");
    private static final List<Integer> PORTS = List.of(5201, 5670, 6380, 6399, 7379, 8080, 8081, 9000, 9001,
            9080,
            9090, 9091, 9443);

    /** Without translated pages: {@code lesson lint} says that their blocks are those of the English ones. */
    static List<Path> documents() throws IOException {
        try (Stream<Path> lessons = Files.walk(Path.of("lessons"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("src", "README.md")),
                    lessons.filter(file -> file.toString().endsWith(".md"))
                            .filter(file -> !file.getParent().getFileName().toString().matches("[a-z]{2,3}")))
                    .sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandPrintsWhatTheDocumentSays(Path document) throws Exception {
        Programs.need("nc");
        String text = Files.readString(document);
        if (text.contains("$ netkit lab")) {
            Programs.need("ping");
            Programs.needLab();
        }
        if (text.contains("$ curl")) {
            Programs.need("curl");
        }
        if (text.contains("$ redis-server")) {
            Programs.need("redis-cli");
        }
        if (text.contains("$ redis-server") || text.contains("rooms+redis")) {
            Programs.need("redis-server");
        }
        PORTS.forEach(Programs::needPort);
        deleteAll(Path.of("target", "mq-data"));
        deleteAll(Path.of("target", "lesson-12"));
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
    void everyBlockIsRunOrListedHere(Path document) throws IOException {
        for (Transcript.Block block : new Transcript(document).blocks()) {
            String where = document + ":" + block.lineNumber() + ": ";
            assertTrue(block.kind().matches("(console|input|output) \\d+|sh|text"),
                    where + "kind '" + block.kind() + "'");
            if (block.kind().equals("sh")) {
                block.lines().forEach(
                        line -> assertTrue(NOT_RUN.contains(line), where + "'" + line + "' is not run"));
            }
        }
    }
}
