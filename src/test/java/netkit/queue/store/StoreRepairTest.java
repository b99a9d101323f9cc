package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores of 3,000 messages, of which 1,000 were acknowledged, and what is left of them when their file is damaged. */
@Timeout(60)
class StoreRepairTest {
    private static final int BLOCK = 4096;
    private static final int BODY = 1024;
    private static final int STORED = 3000;
    private static final int ACKNOWLEDGED = 1000;
    /** The pages that a block can touch do not hold more. */
    private static final int IN_A_BLOCK = 40;

    @TempDir
    private static Path folder;
    private static final Set<Long> LIVE = new TreeSet<>();
    private static final Random RANDOM = new Random(11);

    private final List<String> log = new ArrayList<>();
    /** What was told when the store was opened. */
    private List<String> told = List.of();

    private interface Harm {
        void to(RandomAccessFile file, long at) throws IOException;
    }

    private static Path closedWell() {
        return folder.resolve("closed");
    }

    private static Path killed() {
        return folder.resolve("killed");
    }

    @BeforeAll
    static void fill() throws Exception {
        Deque<Long> toDelete = new ArrayDeque<>();
        for (long id = 1; id <= STORED; id++) {
            LIVE.add(id);
        }
        List<Long> shuffled = new ArrayList<>(LIVE);
        Collections.shuffle(shuffled, RANDOM);
        toDelete.addAll(new TreeSet<>(shuffled.subList(0, ACKNOWLEDGED)));
        LIVE.removeAll(toDelete);
        Path filled = folder.resolve("filled");
        try (DurableStore store = DurableStore.open(filled, _ -> {})) {
            long id = 1;
            for (int round = 0; id <= STORED || !toDelete.isEmpty(); round++) {
                List<QueueMessage> batch = new ArrayList<>();
                int size = round % 3 == 2 ? 25 : 300; // into the journal, or past it
                while (batch.size() < size && id <= STORED) {
                    batch.add(message(id++));
                }
                store.write(batch, List.of(), id);
                for (int i = 0; i < 12; i++) {
                    List<Long> some = new ArrayList<>();
                    while (some.size() < 10 && !toDelete.isEmpty() && toDelete.getFirst() < id) {
                        some.add(toDelete.removeFirst());
                    }
                    store.write(List.of(), some, id);
                }
            }
            copy(filled, killed());
        }
        copy(filled, closedWell());
    }

    private static QueueMessage message(long id) {
        byte[] body = body(id);
        return new QueueMessage(id, "q", body.length, 0, Optional.empty(), 0, body);
    }

    private static byte[] body(long id) {
        byte[] body = new byte[BODY];
        new Random(id).nextBytes(body);
        return body;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path folder : List.of(to, from)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (folder.equals(to)) {
                        Files.delete(file);
                    } else {
                        Files.copy(file, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }

    /** A copy of that store, damaged at this place of its file. */
    private static Path damaged(Path store, long at, Harm harm) throws IOException {
        Path damaged = folder.resolve("damaged");
        copy(store, damaged);
        try (RandomAccessFile file = new RandomAccessFile(damaged.resolve("messages.mv").toFile(), "rw")) {
            harm.to(file, at);
        }
        return damaged;
    }

    /**
     * Opens the store, and checks what must hold whatever is damaged.
     *
     * @return the ids of the messages that are served
     */
    private Set<Long> served(Path damaged, String what) throws IOException {
        log.clear();
        Set<Long> ids;

        try (DurableStore store = DurableStore.open(damaged, log::add)) {
            told = List.copyOf(log);
            List<QueueMessage> messages = store.recover();
            ids = messages.stream().map(QueueMessage::id).collect(Collectors.toCollection(TreeSet::new));
            for (QueueMessage message : messages) {
                assertArrayEquals(body(message.id()), store.body(message.id()), what);
                assertTrue(LIVE.contains(message.id()) || message.deliveries() > 0,
                        "acknowledged, and comes again as if it were the first time: " + message.id() + "; "
                                + what);
            }
            assertTrue(store.nextId() > STORED || ids.size() < LIVE.size() / 2,
                    "an id would be used twice; " + what);
        }
        assertTrue(ids.equals(LIVE) || told.size() == 1 && told.getFirst().contains(" is damaged: "),
                what + " " + told);
        return ids;
    }

    private static Set<Long> missing(Set<Long> served) {
        Set<Long> missing = new TreeSet<>(LIVE);
        missing.removeAll(served);
        return missing;
    }

    private void harmSomewhere(Path store, String name, int times, Harm harm) throws IOException {
        long blocks = Files.size(store.resolve("messages.mv")) / BLOCK;
        for (int i = 0; i < times; i++) {
            long at = i == 0 ? 2 : i == 1 ? blocks - 1 : RANDOM.nextLong(blocks);
            String what = name + " in block " + at + " of " + blocks + " of " + store.getFileName();
            Set<Long> served = served(damaged(store, at * BLOCK, harm), what);
            assertTrue(missing(served).size() <= IN_A_BLOCK, what + ": " + missing(served) + " " + told);
            assertTrue(served.size() <= LIVE.size() + IN_A_BLOCK, what + ": " + told);
        }
    }

    @Test
    void aDamagedBlockCostsNoMoreThanWhatWasInIt() throws Exception {
        for (Path store : List.of(closedWell(), killed())) {
            harmSomewhere(store, "zeros", 3, (file, at) -> {
                file.seek(at);
                file.write(new byte[BLOCK]);
            });
            harmSomewhere(store, "noise", 3, (file, at) -> {
                byte[] noise = new byte[BLOCK];
                RANDOM.nextBytes(noise);
                file.seek(at);
                file.write(noise);
            });
            harmSomewhere(store, "a flipped bit", 3, (file, at) -> {
                long place = at + RANDOM.nextInt(BLOCK);
                file.seek(place);
                int value = file.read();
                file.seek(place);
                file.write(value ^ 1 << RANDOM.nextInt(8));
            });
        }
    }

    @Test
    void withoutItsHeadersAFileServesAllThatItHad() throws Exception {
        for (Path store : List.of(closedWell(), killed())) {
            Path damaged = damaged(store, 0, (file, _) -> file.write(new byte[2 * BLOCK]));

            assertEquals(LIVE, served(damaged, "no headers"));
            assertTrue(told.getFirst()
                    .matches(".*messages\\.mv is damaged: no message was hit; the \\d+ messages in it that"
                            + " are intact are served; the damaged file is kept as .*damaged-1"),
                    log.toString());
            assertTrue(Files.exists(damaged.resolve("messages.damaged-1")));
            assertEquals(LIVE, served(damaged, "opened again"));
            assertEquals(List.of(), told);
        }
    }

    @Test
    void ofATornFileEveryMessageIsServedThatIsInWhatIsLeft() throws Exception {
        for (Path store : List.of(closedWell(), killed())) {
            long size = Files.size(store.resolve("messages.mv"));
            for (int i = 1; i <= 3; i++) {
                long at = size * i / 4 + RANDOM.nextInt(BLOCK);
                Path damaged = damaged(store, at, RandomAccessFile::setLength);
                Set<Long> left = whole(damaged, LIVE);
                Set<Long> served = served(damaged, "torn at " + at);
                left.removeAll(served);
                // A page that is torn in two is not looked into.
                assertTrue(left.size() <= IN_A_BLOCK,
                        "torn at " + at + " of " + size + ": " + left + " " + told);
            }
        }
    }

    /** Those of these messages whose every byte is in one of the files. */
    private static Set<Long> whole(Path store, Set<Long> ids) throws IOException {
        Map<Long, Long> beginnings = new HashMap<>();
        for (long id : ids) {
            beginnings.put(ByteBuffer.wrap(body(id)).getLong(), id);
        }
        Set<Long> whole = new HashSet<>();
        for (String name : List.of("messages.mv", "journal")) {
            byte[] all = Files.readAllBytes(store.resolve(name));
            for (int at = 0; at + BODY <= all.length; at++) {
                Long id = beginnings.get(ByteBuffer.wrap(all).getLong(at));
                if (id != null && Arrays.equals(body(id), 0, BODY, all, at, at + BODY)) {
                    whole.add(id);
                }
            }
        }
        return whole;
    }

    @Test
    void aLostJournalIsToldAndTheRestIsServed() throws Exception {
        for (boolean cut : new boolean[] {true, false}) {
            Path damaged = damaged(killed(), 0, (_, _) -> {});
            byte[] noise = new byte[cut ? 0 : (int) Files.size(damaged.resolve("journal"))];
            RANDOM.nextBytes(noise);
            Files.write(damaged.resolve("journal"), noise);

            assertTrue(missing(served(damaged, "no journal")).size() < STORED / 10, told.toString());
            assertTrue(told.getFirst().contains("journal is damaged: nothing in it can be read"),
                    log.toString());
        }
    }

    @Test
    void aFileWithoutItsEndIsToldThoughNothingIsInTheJournal() throws Exception {
        Path store = folder.resolve("large");
        Set<Long> confirmed = new TreeSet<>();
        try (DurableStore filling = DurableStore.open(store, _ -> {})) {
            for (long first = 1; first < STORED; first += 300) { // each past the journal
                List<QueueMessage> batch = LongStream.range(first, first + 300)
                        .mapToObj(StoreRepairTest::message)
                        .toList();
                filling.write(batch, List.of(), first + 300);
                batch.forEach(message -> confirmed.add(message.id()));
            }
            copy(store, folder.resolve("large-killed"));
        }
        for (int cut : new int[] {1, BLOCK, 1_000_000, Integer.MAX_VALUE}) {
            Path damaged = damaged(folder.resolve("large-killed"), cut,
                    (file, bytes) -> file.setLength(Math.max(0, file.length() - bytes)));
            Set<Long> left = whole(damaged, confirmed);
            try (DurableStore opened = DurableStore.open(damaged, log::add)) {
                List<QueueMessage> served = opened.recover();
                served.forEach(message -> left.remove(message.id()));
                assertTrue(left.size() <= IN_A_BLOCK, cut + ": " + left + " " + log);
                assertTrue(opened.nextId() > STORED, "an id would be used twice: " + opened.nextId());
            }
            assertEquals(1, log.size(), cut + ": " + log);
            assertTrue(log.getFirst().contains("messages.mv is damaged: "), log.getFirst());
            log.clear();
        }
    }

    @Test
    void whatTheJournalSaysIsServedThoughTheFileIsGone() throws Exception {
        Path damaged = damaged(killed(), 0, (_, _) -> {});
        Files.delete(damaged.resolve("messages.mv"));

        assertTrue(!served(damaged, "no file").isEmpty(), told.toString());
        assertTrue(
                told.getFirst()
                        .matches(".*journal is damaged: \\d+ changes in it, or before it, cannot be read.*"),
                log.toString());
    }
}
