package netkit.queue.store;

import static netkit.queue.store.StoreFolders.BOOT;
import static netkit.queue.store.StoreFolders.body;
import static netkit.queue.store.StoreFolders.copy;
import static netkit.queue.store.StoreFolders.message;
import static netkit.queue.store.StoreFolders.overwrite;
import static netkit.queue.store.StoreFolders.segments;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small log of several segments, and what remains readable when its files are damaged. Longer runs with random damage:
 * {@code mvn test -Dtest=LogRecoveryTest -Dnetkit.soak=2000}.
 */
@Timeout(600)
@Tag("slow")
class LogRecoveryTest {
    private static final int SEGMENT_BYTES = 1024;
    private static final int MESSAGES = 20;
    private static final int RANDOM_DAMAGES = Math.max(200, 100 * Integer.getInteger("netkit.soak", 0));

    @TempDir
    private static Path folder;
    private static final Set<Long> LIVING = new TreeSet<>();
    private static final Set<Long> DELIVERED = Set.of(2L, 7L, 11L, 19L);
    private static Path killed;
    private static Path closed;

    /** The content of a directory. */
    private record Found(Set<Long> ids, Optional<String> damage, long nextId, long records) {}

    private static int size(long id) {
        return 20 + (int) (37 * id % 100);
    }

    @BeforeAll
    static void fill() throws Exception {
        Path filled = folder.resolve("filled");
        try (DurableStore store = DurableStore.open(filled, SEGMENT_BYTES, BOOT, _ -> {})) {
            for (long id = 1; id <= MESSAGES; id++) {
                QueueMessage message = message(id, size(id));
                store.write(List.of(message), List.of(), id + 1);
                if (DELIVERED.contains(id)) {
                    message.delivered(1);
                    store.noteDeliveries(List.of(message));
                }
                if (id % 4 == 0) {
                    store.write(List.of(), List.of(message), id + 1);
                } else {
                    LIVING.add(id);
                }
            }
            killed = copy(filled, folder.resolve("killed"));
        }
        closed = copy(filled, folder.resolve("closed"));
        assertTrue(segments(closed).size() >= 3, segments(closed).toString());
        for (Path intact : List.of(killed, closed)) {
            Found found = open(copy(intact, folder.resolve("intact")), "intact");
            assertEquals(LIVING, found.ids());
            assertEquals(Optional.empty(), found.damage());
        }
    }

    /** Reads the log, and checks what must hold for any damage. */
    private static Found open(Path damaged, String what) throws IOException {
        LogFolder files = LogFolder.find(damaged).orElseThrow();
        LogIndex index = new LogIndex(SEGMENT_BYTES);
        LogRecovery recovery = new LogRecovery(files, index);
        recovery.read(LockFile.read(damaged, files.logId()), BOOT);
        Set<Long> ids = new TreeSet<>();
        for (QueueMessage message : recovery.replay().messages()) {
            ids.add(message.id());
            ByteBuffer record = files.read(message.segment().number(), Integer.MAX_VALUE)
                    .slice(message.offset(), message.storedLength());
            LogRecord.Put put = (LogRecord.Put) RecordCodec.decode(record, message.offset(), files.logId())
                    .orElseThrow().record();
            assertEquals(ByteBuffer.wrap(body(message.id(), size(message.id()))), put.body(), what);
            assertTrue(LIVING.contains(message.id()) || message.deliveries() > 0,
                    "deleted, but returns unflagged: " + message.id() + ", " + what);
            assertTrue(!DELIVERED.contains(message.id()) || message.deliveries() > 0,
                    "delivered, but returns unflagged: " + message.id() + ", " + what);
        }
        long records = recovery.replay().gaps().stream().mapToLong(Replay.Gap::records).sum();
        assertTrue(recovery.damage().isPresent() || ids.equals(LIVING),
                "silently wrong: " + ids + ", " + what);
        assertTrue(recovery.replay().nextId() > MESSAGES, "an id would be used twice, " + what);
        return new Found(ids, recovery.damage(), recovery.replay().nextId(), records);
    }

    private static Set<Long> missing(Found found) {
        Set<Long> missing = new HashSet<>(LIVING);
        missing.removeAll(found.ids());
        return missing;
    }

    /** Returns the segments without the spare ones, which are deleted when the log is opened. */
    private static List<Path> recorded(Path log) throws IOException {
        open(log, "intact");
        return segments(log);
    }

    private static Path damagedCopy() throws IOException {
        return folder.resolve("damaged");
    }

    @Test
    void flippedByteCostsOneRecordAndIsReported() throws Exception {
        for (Path intact : List.of(killed, closed)) {
            Path damaged = copy(intact, damagedCopy());
            int reported = 0;
            for (Path file : recorded(damaged)) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at < bytes.length; at++) {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= 0x10;
                    Files.write(file, flipped);
                    String what = "byte " + at + " of " + file.getFileName() + " of " + intact.getFileName();
                    Found found = open(damaged, what);
                    assertTrue(missing(found).size() <= 1, what + ": " + missing(found));
                    assertTrue(found.records() <= 1, what + ": " + found.damage());
                    reported += (int) found.records();
                }
                Files.write(file, bytes);
            }
            assertTrue(reported > 20 * RecordCodec.HEADER, "" + reported);
        }
    }

    @Test
    void flippedByteInTheLockFileChangesNothing() throws Exception {
        Path damaged = copy(killed, damagedCopy());
        Path file = damaged.resolve("lock");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            Found found = open(damaged, "byte " + at + " of the lock file");
            assertEquals(LIVING, found.ids());
            assertEquals(Optional.empty(), found.damage());
        }
    }

    @Test
    void tornEndIsReportedWhenItWasForcedToDisk() throws Exception {
        for (Path intact : List.of(killed, closed)) {
            Path damaged = copy(intact, damagedCopy());
            for (Path file : recorded(damaged)) {
                byte[] bytes = Files.readAllBytes(file);
                for (int length = 0; length <= bytes.length; length++) {
                    Files.write(file, Arrays.copyOf(bytes, length));
                    open(damaged, file.getFileName() + " cut at " + length);
                }
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void tornRecordThatWasNeverForcedIsNoDamage() throws Exception {
        Path damaged = copy(killed, damagedCopy());
        LogFolder files = LogFolder.find(damaged).orElseThrow();
        long last = 0;
        Path open = null;
        int end = 0;
        for (long number : SegmentReader.order(files)) {
            SegmentReader reader = SegmentReader.open(files, number);
            for (Optional<LogEntry> entry = reader.next(last); entry.isPresent(); entry = reader.next(last)) {
                last = entry.get().sequence();
                open = files.path(number);
                end = entry.get().end();
            }
        }
        LogRecord delete = new LogRecord.Deleted(1);
        byte[] segment = Arrays.copyOf(Files.readAllBytes(open), SEGMENT_BYTES);
        RecordCodec.encode(delete, last + 1, files.logId(), end,
                ByteBuffer.wrap(segment).slice(end, RecordCodec.length(delete)));
        segment[end + RecordCodec.HEADER] ^= 1;
        Files.write(open, segment);

        Found found = open(damaged, "torn");
        assertEquals(LIVING, found.ids());
        assertEquals(Optional.empty(), found.damage());
    }

    @Test
    void zeroedAndRandomRangesCostOnlyTheRecordsInThem() throws Exception {
        for (long seed = 1; seed <= RANDOM_DAMAGES; seed++) {
            Random random = new Random(seed);
            Path intact = random.nextBoolean() ? killed : closed;
            Path damaged = copy(intact, damagedCopy());
            Set<Long> hit = new HashSet<>();
            String what = "seed " + seed;
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                List<Path> files = segments(damaged);
                Path file = files.get(random.nextInt(files.size()));
                int length = (int) Files.size(file);
                int at = random.nextInt(Math.max(1, length));
                byte[] harm = new byte[random.nextInt(1, 300)];
                if (random.nextBoolean()) {
                    random.nextBytes(harm);
                }
                hit.addAll(inRange(file, at, harm.length));
                overwrite(file, at, harm);
            }
            Found found = open(damaged, what);
            assertTrue(hit.containsAll(missing(found)),
                    what + ": missing " + missing(found) + ", hit " + hit);
        }
    }

    /** Returns the messages that have a byte in this range of a file. */
    private static Set<Long> inRange(Path file, int from, int length) throws IOException {
        Set<Long> hit = new HashSet<>();
        byte[] bytes = Files.readAllBytes(file);
        int logId = Integer.parseUnsignedInt(file.getFileName().toString().substring(0, 8), 16);
        SegmentReader reader = new SegmentReader(ByteBuffer.wrap(bytes), logId);
        for (Optional<LogEntry> entry = reader.next(0); entry.isPresent(); entry = reader
                .next(entry.get().sequence())) {
            if (entry.get().end() > from && entry.get().offset() < from + length
                    && entry.get().record() instanceof LogRecord.Put put) {
                hit.add(put.id());
            }
        }
        return hit;
    }

    @Test
    void missingSegmentIsReported() throws Exception {
        List<Path> files = segments(closed);
        for (Path file : files) {
            Path damaged = copy(closed, damagedCopy());
            Files.delete(damaged.resolve(file.getFileName()));
            Found found = open(damaged, "without " + file.getFileName());
            assertTrue(found.damage().isPresent(), "without " + file.getFileName());
            assertTrue(missing(found).size() < LIVING.size(), found.toString());
        }
    }

    @Test
    void segmentsWithExchangedNamesAreReadInTheirOrder() throws Exception {
        Path damaged = copy(closed, damagedCopy());
        List<Path> files = segments(damaged);
        Path aside = damaged.resolve("aside");
        Files.move(files.get(0), aside);
        Files.move(files.get(2), files.get(0));
        Files.move(aside, files.get(2));

        Found found = open(damaged, "exchanged");
        assertEquals(LIVING, found.ids());
        assertEquals(Optional.empty(), found.damage());
    }

    @Test
    void duplicateSegmentIsReadOnce() throws Exception {
        for (int i = 0; i < segments(closed).size(); i++) {
            Path damaged = copy(closed, damagedCopy());
            Path file = segments(damaged).get(i);
            Files.copy(file, damaged.resolve(file.getFileName().toString().replaceFirst("-\\d+", "-000099")));

            Found found = open(damaged, "twice: " + file.getFileName());
            assertEquals(LIVING, found.ids());
            assertEquals(Optional.empty(), found.damage());
        }
    }

    @Test
    void damagedLogIsServedAndContinuedAndMissingRecordsAreReported() throws Exception {
        Path damaged = copy(killed, damagedCopy());
        Path first = segments(damaged).getFirst();
        overwrite(first, 300, new byte[200]);
        List<String> log = new ArrayList<>();
        long next;
        try (DurableStore store = DurableStore.open(damaged, SEGMENT_BYTES, BOOT, log::add)) {
            assertEquals(1, log.size(), log.toString());
            assertTrue(log.getFirst().matches("the log in .*damaged is damaged: \\d records are missing"
                    + " \\(sequence \\d+-\\d+\\); every intact message is served, those from before the gap as"
                    + " redelivered"), log.getFirst());
            next = store.nextId();
            store.write(List.of(message(next, size(next))), List.of(), next + 1);
        }
        try (DurableStore store = DurableStore.open(damaged, SEGMENT_BYTES, BOOT, log::add)) {
            QueueMessage last = store.recover().getLast();
            assertEquals(next, last.id());
            assertEquals(0, last.deliveries(), "it is newer than the gap");
            assertArrayEquals(body(next, size(next)), store.body(last));
            assertEquals(next + 1, store.nextId());
        }
    }

    @Test
    void missingLogIsReportedAndNoIdIsUsedTwice() throws Exception {
        Path damaged = copy(killed, damagedCopy());
        for (Path file : segments(damaged)) {
            Files.delete(file);
        }
        List<String> log = new ArrayList<>();
        try (DurableStore store = DurableStore.open(damaged, SEGMENT_BYTES, BOOT, log::add)) {
            assertEquals(1, log.size(), log.toString());
            assertTrue(store.nextId() > MESSAGES, "" + store.nextId());
        }
    }

    @Test
    void unfinishedSpareSegmentIsDeleted() throws Exception {
        Path damaged = copy(closed, damagedCopy());
        Path unfinished = damaged.resolve(segments(damaged).getFirst().getFileName().toString()
                .replaceFirst("-\\d+", "-000099"));
        try (RandomAccessFile file = new RandomAccessFile(unfinished.toFile(), "rw")) {
            file.setLength(100);
        }
        assertEquals(LIVING, open(damaged, "unfinished").ids());
        assertTrue(!Files.exists(unfinished));
    }
}
