package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.queue.DeadLetterReason;

@Timeout(60)
class DurableStoreTest {
    @TempDir
    private Path folder;
    private final List<String> log = new ArrayList<>();

    private DurableStore open() throws IOException {
        return DurableStore.open(folder, log::add);
    }

    private static QueueMessage message(long id, byte[] body) {
        return new QueueMessage(id, "q", body.length, 0, Optional.empty(), 0, body);
    }

    private static byte[] body(long id) {
        byte[] body = new byte[1000];
        new Random(id).nextBytes(body);
        return body;
    }

    private void fill(int count) throws IOException {
        try (DurableStore store = open()) {
            for (int id = 1; id <= count; id += 50) {
                List<QueueMessage> batch = new ArrayList<>();
                for (int i = id; i < id + 50; i++) {
                    batch.add(message(i, body(i)));
                }
                store.write(batch, List.of(), id + 50);
            }
        }
    }

    @Test
    void whatWasWrittenIsThereAfterARestartAndWhatWasDeletedIsNot() throws Exception {
        try (DurableStore store = open()) {
            store.write(List.of(message(1, body(1)), message(2, body(2))), List.of(), 3);
            store.write(List.of(message(3, body(3))), List.of(1L), 4);
        }
        try (DurableStore store = open()) {
            assertEquals(List.of(2L, 3L), store.recover().stream().map(QueueMessage::id).toList());
            assertArrayEquals(body(2), store.body(2));
            assertEquals(4, store.nextId());
            assertEquals(List.of(), log);
        }
    }

    @Test
    void idsGoOnWhenEverythingIsDeletedAndAlsoAfterACrash() throws Exception {
        try (DurableStore store = open()) {
            store.write(List.of(message(1, body(1))), List.of(), 2);
            store.write(List.of(), List.of(1L), 500_000);
            copy(folder, folder.resolve("crashed")); // as the disk was while it ran
        }
        try (DurableStore store = open()) {
            assertEquals(500_000, store.nextId());
        }
        try (DurableStore crashed = DurableStore.open(folder.resolve("crashed"), log::add)) {
            assertTrue(crashed.nextId() >= 500_000, "" + crashed.nextId());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void deliveriesAreRememberedThoughNothingWasWrittenSince() throws Exception {
        try (DurableStore store = open()) {
            QueueMessage one = message(1, body(1));
            QueueMessage two = message(2, body(2));
            store.write(List.of(one, two), List.of(), 3);
            store.noteDeliveries(List.of(two));
            store.noteDeliveries(List.of(two));
            copy(folder, folder.resolve("crashed"));
        }
        try (DurableStore crashed = DurableStore.open(folder.resolve("crashed"), log::add)) {
            assertEquals(Map.of(1L, 0, 2L, 2), crashed.recover().stream()
                    .collect(Collectors.toMap(QueueMessage::id, QueueMessage::deliveries)));
        }
    }

    @Test
    void afterACrashOfTheMachineEveryMessageMayHaveBeenDelivered() throws Exception {
        try (DurableStore store = open()) {
            store.write(List.of(message(1, body(1))), List.of(), 2);
            copy(folder, folder.resolve("crashed"));
        }
        // As if another start of the machine had written it.
        StoreMaps raw = StoreMaps.open(folder.resolve("crashed").resolve("messages.mv"));
        new StoreState(2, 0, StoreState.thisBoot() + 1, 0, 0).write(raw.state());
        raw.commit();
        raw.store().close();
        try (DurableStore crashed = DurableStore.open(folder.resolve("crashed"), log::add)) {
            assertEquals(1, crashed.recover().getFirst().deliveries());
        }
        try (DurableStore store = open()) {
            assertEquals(0, store.recover().getFirst().deliveries(), "closed well");
        }
    }

    @Test
    void aDeadLettersDeliveriesAreCountedAnew() throws Exception {
        try (DurableStore store = open()) {
            QueueMessage message = message(1, body(1));
            store.write(List.of(message), List.of(), 2);
            message.delivered(1);
            store.noteDeliveries(List.of(message));
            store.write(List.of(message.dead("q.dead", DeadLetterReason.REJECTED)), List.of(), 2);
        }
        try (DurableStore store = open()) {
            QueueMessage dead = store.recover().getFirst();
            assertEquals("q.dead", dead.queue());
            assertEquals(0, dead.deliveries());
            assertArrayEquals(body(1), store.body(1));
        }
    }

    @Test
    void theLogOfDeliveriesForgetsWhatIsGoneAndKeepsTheRest() throws Exception {
        DeliveryLog deliveries = DeliveryLog.open(folder, 10);
        for (long id = 1; id <= 1000; id++) {
            deliveries.note(List.of(message(id, body(1))));
            if (id % 100 != 0) {
                deliveries.forget(List.of(id));
            }
        }
        assertTrue(Files.size(folder.resolve("delivered-0")) < 500,
                "" + Files.size(folder.resolve("delivered-0")));

        DeliveryLog again = DeliveryLog.open(folder, 10);
        for (long id = 100; id <= 1000; id += 100) {
            assertEquals(1, again.deliveries(id), "message " + id);
        }
        again.retain(Set.of(100L));
        assertEquals(List.of(1, 0), List.of(again.deliveries(100), again.deliveries(200)));
    }

    @Test
    void theFileGetsSmallAgainWhenItsMessagesAreGone() throws Exception {
        fill(2000);
        long full = Files.size(folder.resolve("messages.mv"));
        try (DurableStore store = open()) {
            store.write(List.of(), store.recover().stream().map(QueueMessage::id).toList(), 2001);
        }
        long empty = Files.size(folder.resolve("messages.mv"));
        assertTrue(empty < full / 10, full + " bytes, then " + empty);
    }

    @Test
    void aTornEndCostsWhatWasBeingWrittenAtMost() throws Exception {
        fill(2000);
        Path file = folder.resolve("messages.mv");
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() - 5000);
        }
        try (DurableStore store = open()) {
            int found = store.recover().size();
            assertTrue(found >= 1900, "" + found);
        }
    }

    /** Three messages of about 1000 bytes, a change each, none of which has been moved on to the file of the store. */
    private Path crashedWithHoleInJournal(int at) throws IOException {
        Path crashed = folder.resolve("crashed");
        try (DurableStore store = open()) {
            for (int id = 1; id <= 3; id++) {
                store.write(List.of(message(id, body(id))), List.of(), id + 1);
            }
            copy(folder, crashed);
        }
        try (RandomAccessFile raw = new RandomAccessFile(crashed.resolve("journal").toFile(), "rw")) {
            raw.seek(at);
            raw.write(new byte[100]);
        }
        return crashed;
    }

    @Test
    void aDamagedChangeInTheJournalIsToldAndThoseBehindItAreServed() throws Exception {
        Path crashed = crashedWithHoleInJournal(1500); // in the second message
        try (DurableStore store = DurableStore.open(crashed, log::add)) {
            assertEquals(List.of(1L, 3L), store.recover().stream().map(QueueMessage::id).toList());
            assertEquals(1, log.size(), log.toString());
            assertTrue(
                    log.getFirst()
                            .contains("journal is damaged: 1 change in it, or before it, cannot be read"),
                    log.toString());
            store.write(List.of(message(4, body(4))), List.of(), 5);
            copy(crashed, folder.resolve("again"));
        }
        try (DurableStore store = DurableStore.open(folder.resolve("again"), log::add)) {
            assertEquals(List.of(1L, 3L, 4L), store.recover().stream().map(QueueMessage::id).toList());
            assertEquals(1, log.size(), log.toString());
        }
    }

    @Test
    void aTornLastChangeOfTheJournalIsNoDamage() throws Exception {
        Path crashed = crashedWithHoleInJournal(2500); // in the third message
        try (DurableStore store = DurableStore.open(crashed, log::add)) {
            assertEquals(List.of(1L, 2L), store.recover().stream().map(QueueMessage::id).toList());
            assertEquals(List.of(), log);
        }
    }

    @Test
    void aFileThatIsNoStoreIsLeftAloneAndTheMessageSaysWhatToDo() throws Exception {
        Files.writeString(folder.resolve("messages.mv"), "shopping list".repeat(1000));

        IOException failure = assertThrows(IOException.class, this::open);
        assertTrue(
                failure.getMessage()
                        .matches("cannot open .*messages\\.mv: .*; move it away to begin with empty queues"),
                failure.getMessage());
        assertTrue(Files.readString(folder.resolve("messages.mv")).startsWith("shopping list"));
    }

    @Test
    void twoServersCannotHaveTheSameFolder() throws Exception {
        try (DurableStore store = open()) {
            IOException failure = assertThrows(IOException.class, this::open);
            assertTrue(failure.getMessage().endsWith("is in use: another server has this data directory"),
                    failure.getMessage());
            assertFalse(store.isDurable() && store.nextId() != 1);
        }
    }
}
