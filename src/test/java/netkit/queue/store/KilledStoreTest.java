package netkit.queue.store;

import static netkit.queue.store.StoreFolders.BOOT;
import static netkit.queue.store.StoreFolders.body;
import static netkit.queue.store.StoreFolders.message;
import static netkit.queue.store.StoreFolders.segments;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.queue.server.ServerProcess;
import netkit.testing.Leftovers;

/** A store with small segments, killed with SIGKILL while it copies old messages and deletes segments. */
@Timeout(120)
@Tag("peers")
class KilledStoreTest {
    private static final int SEGMENT_BYTES = 32 << 10;
    private static final int SIZE = 500;
    private static final int BATCH = 10;
    private static final int ROUNDS = Math.max(3, Integer.getInteger("netkit.soak", 0));

    /** The process that is killed; it prints what it does. */
    static final class Load {
        static void main(String[] arguments) throws IOException {
            try (DurableStore store = DurableStore.open(Path.of(arguments[0]), SEGMENT_BYTES, BOOT,
                    _ -> {})) {
                for (long id = 1;; id += BATCH) {
                    List<QueueMessage> batch = LongStream.range(id, id + BATCH)
                            .mapToObj(each -> message(each, SIZE)).toList();
                    store.write(batch, List.of(), id + BATCH);
                    say("stored", batch);
                    batch.forEach(message -> message.delivered(1));
                    store.noteDeliveries(batch);
                    say("delivered", batch);
                    // Some messages stay, so that they have to be copied before their segments can be deleted.
                    List<QueueMessage> done = id % 100 == 1 ? batch.subList(1, BATCH) : batch;
                    say("deleting", done);
                    store.write(List.of(), done, id + BATCH);
                    say("deleted", done);
                }
            }
        }

        private static void say(String what, List<QueueMessage> messages) throws IOException {
            String line = what + messages.stream().map(message -> " " + message.id())
                    .collect(Collectors.joining()) + "\n";
            System.out.write(line.getBytes());
            System.out.flush();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, ROUNDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noConfirmedMessageIsLostAndNoDeletedOneReturns(long seed, @TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Path output = folder.resolve("output");
        Process process = ServerProcess.java(Load.class.getName(), List.of(data.toString()))
                .redirectOutput(output.toFile()).redirectError(folder.resolve("errors").toFile()).start();
        try {
            Leftovers.await(() -> size(output) > 20_000, () -> "it has printed " + size(output) + " bytes");
            Thread.sleep(Duration.ofMillis(new Random(seed).nextInt(300)));
        } finally {
            process.destroyForcibly().waitFor();
        }

        Map<String, Set<Long>> said = new HashMap<>();
        for (String line : Files.readAllLines(output)) {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                said.computeIfAbsent(words[0], _ -> new HashSet<>()).add(Long.parseLong(words[i]));
            }
        }
        Set<Long> expected = new HashSet<>(said.get("stored"));
        expected.removeAll(said.get("deleting"));
        List<String> log = new ArrayList<>();
        try (DurableStore store = DurableStore.open(data, SEGMENT_BYTES, BOOT, log::add)) {
            Map<Long, QueueMessage> found = store.recover().stream()
                    .collect(Collectors.toMap(QueueMessage::id, message -> message));
            assertEquals(List.of(), log);
            assertTrue(found.keySet().containsAll(expected), "lost, seed " + seed);
            assertTrue(said.get("deleted").stream().noneMatch(found::containsKey), "returned, seed " + seed);
            for (QueueMessage message : found.values()) {
                assertArrayEquals(body(message.id(), SIZE), store.body(message));
                assertTrue(!said.get("delivered").contains(message.id()) || message.deliveries() == 1,
                        "delivered, but returns unflagged: " + message.id() + ", seed " + seed);
            }
            assertTrue(said.get("stored").stream().allMatch(id -> id < store.nextId()), "seed " + seed);
            assertTrue(segments(data).size() < 20, segments(data).toString());
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }
}
