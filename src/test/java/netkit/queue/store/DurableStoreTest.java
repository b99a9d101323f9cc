package netkit.queue.store;

import static netkit.queue.store.StoreFolders.BOOT;
import static netkit.queue.store.StoreFolders.body;
import static netkit.queue.store.StoreFolders.copy;
import static netkit.queue.store.StoreFolders.message;
import static netkit.queue.store.StoreFolders.segments;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.queue.DeadLetterReason;
import netkit.testing.Leftovers;

@Timeout(60)
@Tag("slow")
class DurableStoreTest {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int SIZE = 1000;

    @TempDir
    private Path folder;
    private final List<String> log = new ArrayList<>();

    private DurableStore open() throws IOException {
        return open(folder);
    }

    private DurableStore open(Path in) throws IOException {
        return DurableStore.open(in, SEGMENT_BYTES, BOOT, log::add);
    }

    /** Returns a copy of the directory as it would be if the process were killed now. */
    private Path killed() throws IOException {
        return copy(folder, folder.resolve("killed"));
    }

    private static List<QueueMessage> messages(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(id -> message(id, SIZE)).toList();
    }

    private static List<Long> ids(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::id).toList();
    }

    private static Map<Long, Integer> deliveries(List<QueueMessage> messages) {
        return messages.stream().collect(Collectors.toMap(QueueMessage::id, QueueMessage::deliveries));
    }

    @Test
    void storedMessageIsThereAfterARestartAndDeletedOneIsNot() throws Exception {
        List<QueueMessage> all = messages(1, 3);
        try (DurableStore store = open()) {
            store.write(all.subList(0, 2), List.of(), 3);
            store.write(all.subList(2, 3), all.subList(0, 1), 4);
            assertNull(store.body(all.get(0)));
        }
        try (DurableStore store = open()) {
            List<QueueMessage> found = store.recover();
            assertEquals(List.of(2L, 3L), ids(found));
            assertArrayEquals(body(2, SIZE), store.body(found.getFirst()));
            assertEquals(4, store.nextId());
            assertEquals(List.of(), log);
        }
    }

    @Test
    void killedServerLosesNothingAndUsesNoIdTwice() throws Exception {
        try (DurableStore store = open()) {
            List<QueueMessage> all = messages(1, 200);
            store.write(all, List.of(), 201);
            store.write(List.of(), all.subList(0, 100), 500_000);
            Path killed = killed();
            try (DurableStore again = open(killed)) {
                assertEquals(ids(all.subList(100, 200)), ids(again.recover()));
                assertTrue(again.nextId() >= 500_000, "" + again.nextId());
            }
        }
        try (DurableStore store = open()) {
            assertEquals(500_000, store.nextId());
            assertEquals(List.of(), log);
        }
    }

    @Test
    void deliveriesOutliveTheProcessThoughTheyAreNotForced() throws Exception {
        List<QueueMessage> all = messages(1, 2);
        try (DurableStore store = open()) {
            store.write(all, List.of(), 3);
            all.get(1).delivered(1);
            store.noteDeliveries(all.subList(1, 2));
            all.get(1).delivered(1);
            store.noteDeliveries(all.subList(1, 2));
            try (DurableStore killed = open(killed())) {
                assertEquals(Map.of(1L, 0, 2L, 2), deliveries(killed.recover()));
            }
        }
    }

    @Test
    void messageDeliveredBeforeItIsStoredIsFlagged() throws Exception {
        List<QueueMessage> all = messages(1, 1);
        try (DurableStore store = open()) {
            all.getFirst().delivered(1);
            store.noteDeliveries(all);
            store.write(all, List.of(), 2);
            try (DurableStore killed = open(killed())) {
                assertEquals(Map.of(1L, 1), deliveries(killed.recover()));
            }
        }
    }

    @Test
    void afterACrashOfTheMachineEveryMessageIsFlagged() throws Exception {
        try (DurableStore store = open()) {
            store.write(messages(1, 1), List.of(), 2);
            try (DurableStore crashed = DurableStore.open(killed(), SEGMENT_BYTES, BOOT + 1, log::add)) {
                assertEquals(Map.of(1L, 1), deliveries(crashed.recover()));
            }
        }
        try (DurableStore store = DurableStore.open(folder, SEGMENT_BYTES, BOOT + 2, log::add)) {
            assertEquals(Map.of(1L, 0), deliveries(store.recover()), "it was closed cleanly");
        }
    }

    @Test
    void deadLettersDeliveriesStartAtZero() throws Exception {
        try (DurableStore store = open()) {
            QueueMessage message = message(1, SIZE);
            store.write(List.of(message), List.of(), 2);
            message.delivered(1);
            store.noteDeliveries(List.of(message));
            message.forgetBody();
            QueueMessage dead = message.asDeadLetter("q.dead", DeadLetterReason.REJECTED);
            assertArrayEquals(body(1, SIZE), store.body(dead), "not stored yet under its new name");
            store.write(List.of(dead), List.of(), 2);
            assertArrayEquals(body(1, SIZE), store.body(dead));
        }
        try (DurableStore store = open()) {
            QueueMessage dead = store.recover().getFirst();
            assertEquals("q.dead", dead.queue());
            assertEquals(0, dead.deliveries());
            assertArrayEquals(body(1, SIZE), store.body(dead));
        }
    }

    @Test
    void messageLargerThanASegmentGetsOneOfItsOwnSize() throws Exception {
        int large = 5 * SEGMENT_BYTES;
        try (DurableStore store = open()) {
            store.write(List.of(message(1, large), message(2, SIZE), message(3, large)), List.of(), 4);
        }
        try (DurableStore store = open()) {
            List<QueueMessage> found = store.recover();
            assertEquals(List.of(1L, 2L, 3L), ids(found));
            assertArrayEquals(body(3, large), store.body(found.getLast()));
        }
    }

    @Test
    void segmentsWithoutLiveMessagesAreDeleted() throws Exception {
        try (DurableStore store = open()) {
            List<QueueMessage> all = messages(1, 1000);
            store.write(all, List.of(), 1001);
            assertTrue(segments(folder).size() > 15, segments(folder).toString());
            store.write(List.of(), all, 1001);
            Leftovers.await(() -> files() <= 3, () -> files() + " files");
        }
        long bytes = 0;
        for (Path file : segments(folder)) {
            bytes += Files.size(file);
        }
        assertTrue(bytes < SEGMENT_BYTES, bytes + " bytes when it is closed");
        open().close();
        assertEquals(List.of(), log);
    }

    private int files() {
        try {
            return segments(folder).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldMessagesAreCopiedWhileOthersAreStoredAndRead() throws Exception {
        List<QueueMessage> kept = new ArrayList<>();
        try (DurableStore store = open()) {
            long id = 1;
            for (int round = 0; round < 200; round++) {
                List<QueueMessage> batch = messages(id, id + 9);
                id += 10;
                store.write(batch, List.of(), id);
                if (round % 10 == 0) {
                    QueueMessage old = batch.getFirst();
                    old.forgetBody();
                    old.delivered(2);
                    store.noteDeliveries(List.of(old));
                    kept.add(old);
                }
                store.write(List.of(), batch.stream().filter(message -> !kept.contains(message)).toList(),
                        id);
                for (QueueMessage old : kept) {
                    assertArrayEquals(body(old.id(), SIZE), store.body(old), "message " + old.id());
                }
            }
            Leftovers.await(() -> files() <= 7, () -> files() + " files for " + kept.size() + " messages");
            try (DurableStore killed = open(killed())) {
                check(killed, kept);
            }
        }
        try (DurableStore store = open()) {
            check(store, kept);
        }
    }

    private void check(DurableStore store, List<QueueMessage> kept) throws IOException {
        List<QueueMessage> found = store.recover();
        assertEquals(ids(kept), ids(found));
        for (QueueMessage message : found) {
            assertEquals(2, message.deliveries());
            assertArrayEquals(body(message.id(), SIZE), store.body(message));
        }
        assertEquals(List.of(), log);
    }

    @Test
    void manyRestartsLeaveFewFiles() throws Exception {
        try (DurableStore store = open()) {
            store.write(messages(1, 2), List.of(), 3);
        }
        for (int i = 0; i < 50; i++) {
            try (DurableStore store = open(i % 2 == 0 ? folder : killed())) {
                assertEquals(List.of(1L, 2L), ids(store.recover()));
                if (i % 10 == 0) {
                    Leftovers.await(() -> files() <= 20, () -> files() + " files");
                }
            }
        }
        assertEquals(List.of(), log);
    }

    @Test
    void interruptedReaderDoesNotStopOthers() throws Exception {
        try (DurableStore store = open()) {
            QueueMessage message = message(1, SIZE);
            store.write(List.of(message), List.of(), 2);
            Thread.currentThread().interrupt();
            store.body(message);
            assertTrue(Thread.interrupted());
            assertArrayEquals(body(1, SIZE), store.body(message));
        }
    }

    @Test
    void failedWriteIsReportedAndTheNextOneMaySucceed() throws Exception {
        try (DurableStore store = open()) {
            QueueMessage small = message(1, SIZE);
            store.write(List.of(small), List.of(), 2);
            List<Path> blockers = new ArrayList<>();
            String name = segments(folder).getFirst().getFileName().toString();
            for (int number = 2; number < 100; number++) {
                Path blocker = folder.resolve(name.replaceFirst("-\\d+", "-%06d".formatted(number)));
                if (!Files.exists(blocker)) {
                    blockers.add(Files.createDirectory(blocker));
                }
            }
            List<QueueMessage> many = messages(2, 300);
            IOException failure = assertThrows(IOException.class, () -> store.write(many, List.of(), 301));
            assertTrue(failure.getMessage().startsWith("cannot write to " + folder.toAbsolutePath() + ": "),
                    failure.getMessage());

            store.write(List.of(), many, 301); // uses the reserve
            small.delivered(1);
            store.noteDeliveries(List.of(small));
            for (Path blocker : blockers) {
                Files.delete(blocker);
            }
            store.write(messages(301, 400), List.of(), 401);
        }
        try (DurableStore store = open()) {
            List<QueueMessage> found = store.recover();
            assertEquals(101, found.size());
            assertEquals(1, found.getFirst().deliveries());
            assertEquals(List.of(), log);
        }
    }

    @Test
    void directoryOfAnEarlierVersionIsRefusedInOneLine() throws Exception {
        Files.writeString(folder.resolve("messages.mv"), "H:2");

        IOException failure = assertThrows(IOException.class, this::open);
        assertEquals(
                folder.resolve("messages.mv") + " was written by an earlier version of netkit and cannot be"
                        + " read; move the directory away to begin with empty queues",
                failure.getMessage());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else was written");
        }
    }

    @Test
    void segmentsOfTwoLogsAreRefusedInOneLine() throws Exception {
        open().close();
        Files.copy(segments(folder).getFirst(), folder.resolve("00000000-000009.log"));

        IOException failure = assertThrows(IOException.class, this::open);
        assertTrue(failure.getMessage()
                .matches(
                        ".* has segments of two logs, 00000000 and [0-9a-f]{8}; move the files of one of them away"),
                failure.getMessage());
    }

    @Test
    void twoServersCannotUseTheSameDirectory() throws Exception {
        try (DurableStore store = open()) {
            DataInUseException failure = assertThrows(DataInUseException.class, this::open);
            assertEquals(folder + " is in use: another server has this data directory", failure.getMessage());
            store.write(messages(1, 1), List.of(), 2);
        }
        open().close();
    }

    @Test
    void missingDirectoryIsCreated() throws Exception {
        try (DurableStore store = open(folder.resolve("new").resolve("folder"))) {
            assertEquals(Optional.empty(), store.shortage(1));
            assertEquals(1, store.nextId());
        }
    }
}
