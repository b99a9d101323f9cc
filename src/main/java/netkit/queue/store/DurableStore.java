package netkit.queue.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

import org.h2.mvstore.MVStoreException;

/**
 * Messages on disk, in H2's MVStore (h2database.com/html/mvstore.html), with a journal before it and a log of deliveries
 * beside it. MVStore never writes over what the last commits need, so that a torn write costs only what was being
 * written; that the bytes are on disk it promises after {@code sync()} only, and of a value it keeps no checksum, so we
 * do. Small changes go to the journal first, and to MVStore's file with the next large one.
 */
public final class DurableStore implements MessageStore {
    private static final String FILE = "messages.mv";
    /** Below this we take no more messages, so that there is room to delete some. */
    static final long SPARE_BYTES = 16 << 20;
    /** So much more there has to be before it goes on, lest small messages get in between large ones that do not. */
    private static final long MORE_AFTER_FULL = 1 << 20;
    /** What is written in this time is far less than what is spare. */
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(10).toNanos();
    private static final long BYTES_BETWEEN_COMPACTIONS = 64 << 20;
    /** Parts of the file of which less than this is in use are written anew, so many bytes at a time. */
    private static final int LEAST_FILL_PERCENT = 50;
    private static final int COMPACTED_AT_ONCE = 8 << 20;
    private static final int CLOSE_MILLIS = 200;
    private static final String JOURNAL = "journal";
    private static final int JOURNAL_BYTES = 8 << 20;
    /** Larger changes are committed at once: they are worth it, and need not be written twice. */
    private static final long LARGE_CHANGE = 256 << 10;
    private static final int DELIVERIES_IN_LOG = 128 << 10;
    /** Ids are set aside on disk in blocks: after a crash the next block is begun. */
    private static final long ID_BLOCK = 100_000;

    private final Path folder;
    /** Kept, since to find it takes longer than to force a message to disk. */
    private final FileStore disk;
    private final Consumer<String> log;
    private final DeliveryLog deliveries;
    private final Journal journal;
    private SortedMap<Long, QueueMessage> recovered;
    /** The last entry of the journal that is in our maps. */
    private long entry;
    private long nextId;
    private long reservedId;
    private long sinceCompaction;
    private long lookedAt;
    private long free;
    private boolean full;
    private volatile StoreMaps maps;

    private DurableStore(Path folder, Consumer<String> log) throws IOException {
        this.folder = folder;
        this.log = log;
        Files.createDirectories(folder);
        disk = Files.getFileStore(folder);
        lookedAt = System.nanoTime();
        free = freeBytes();
        StoreMaps opened = null;
        try {
            opened = StoreMaps.open(file());
        } catch (StoreMaps.UnreadableException e) {
            if (!StoreRepair.isStore(file())) {
                throw e;
            }
        }
        deliveries = DeliveryLog.open(folder, DELIVERIES_IN_LOG);
        journal = Journal.open(folder.resolve(JOURNAL), JOURNAL_BYTES);
        try {
            StoreRecovery.Found found = new StoreRecovery(file(), opened, journal, deliveries, log).find();
            maps = found.maps();
            recovered = found.messages();
            entry = found.entry();
            nextId = found.isDoubtful() ? found.nextId() + ID_BLOCK : found.nextId();
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private Path file() {
        return folder.resolve(FILE);
    }

    /**
     * Opens the store in this folder, which is made when there is none.
     *
     * @param log is told, in a line each, what was found damaged
     */
    public static DurableStore open(Path folder, Consumer<String> log) throws IOException {
        DurableStore store = new DurableStore(folder, log);
        try {
            store.reserveIds(store.nextId);
            store.commit();
            store.forceFolder();
            return store;
        } catch (IOException e) {
            store.journal.close();
            throw e;
        } catch (RuntimeException e) {
            store.journal.close();
            throw store.failure(e);
        }
    }

    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true); // so that the names of new files are on disk too
        } catch (IOException _) {
            // not every system opens folders
        }
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public List<QueueMessage> recover() {
        List<QueueMessage> all = List.copyOf(recovered.values());
        recovered = Collections.emptySortedMap();
        return all;
    }

    @Override
    public long nextId() {
        return nextId;
    }

    @Override
    public void write(Collection<QueueMessage> stored, Collection<Long> deleted, long next)
            throws IOException {
        nextId = next;
        try {
            StoreMaps open = opened();
            Map<Long, byte[]> encoded = new LinkedHashMap<>();
            long bytes = 0;
            for (QueueMessage message : stored) {
                byte[] body = message.body() == null ? body(message.id()) : message.body();
                if (body != null) {
                    encoded.put(message.id(), StoredMessage.encode(message, body));
                    bytes += body.length;
                }
            }
            boolean safe = bytes < LARGE_CHANGE && next <= reservedId
                    && journal.append(entry + 1, encoded, deleted);
            entry++;
            open.messages().putAll(encoded);
            deleted.forEach(open.messages()::remove);
            if (!safe) {
                if (next > reservedId) {
                    reserveIds(next);
                }
                commit();
            }
            sinceCompaction += bytes;
            if (!safe && sinceCompaction > BYTES_BETWEEN_COMPACTIONS) {
                sinceCompaction = 0;
                tidy(() -> open.store().compact(LEAST_FILL_PERCENT, COMPACTED_AT_ONCE));
            }
        } catch (RuntimeException e) {
            throw failure(e);
        }
        deliveries.forget(deleted);
    }

    /** All is on disk already: when MVStore trips over something damaged now, it is only the file that stays larger. */
    private void tidy(Runnable work) {
        try {
            work.run();
        } catch (MVStoreException e) {
            maps.store().closeImmediately();
            log.accept(file() + " cannot be made smaller: " + e.getMessage());
        }
    }

    @Override
    public Optional<FullDisk> lacking(long bytes) {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_EVERY_NANOS) {
            lookedAt = now;
            free = freeBytes();
        }
        long needed = SPARE_BYTES + bytes + (full ? MORE_AFTER_FULL : 0);
        full = free < needed;
        return full ? Optional.of(new FullDisk(folder, free, needed)) : Optional.empty();
    }

    private long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE; // whoever writes will hear of it
        }
    }

    private void reserveIds(long next) {
        reservedId = next + ID_BLOCK;
    }

    private void commit(StoreState state) throws IOException {
        state.write(maps.state());
        maps.commit();
        journal.restart(new Journal.Mark(state.applied(), state.nextId()));
    }

    private void commit() throws IOException {
        commit(new StoreState(reservedId, 0, StoreState.thisBoot(), entry, maps.messages().sizeAsLong()));
    }

    /** MVStore gives up for good when a write fails: it is opened again, as of its last good commit, when needed. */
    private IOException failure(RuntimeException e) {
        maps.store().closeImmediately();
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new IOException("cannot write to " + folder.toAbsolutePath() + ": " + cause.getMessage(), e);
    }

    private synchronized StoreMaps opened() throws IOException {
        if (maps.store().isClosed()) {
            StoreMaps reopened = StoreMaps.open(file());
            StoreReplay replay = new StoreReplay(reopened);
            entry = journal.read(StoreState.read(reopened.state()).map(StoreState::applied).orElse(0L),
                    replay);
            if (replay.missing() > 0) {
                log.accept(journal.words(replay.missing()));
            }
            maps = reopened;
        }
        return maps;
    }

    @Override
    public void noteDeliveries(List<QueueMessage> messages) throws IOException {
        deliveries.note(messages);
    }

    @Override
    public byte[] body(long id) throws IOException {
        try {
            byte[] stored = opened().messages().get(id);
            if (stored == null) {
                return null;
            }
            Optional<byte[]> body = StoredMessage.body(id, stored);
            return body.orElseThrow(() -> new IOException("message " + id + " is damaged on disk"));
        } catch (MVStoreException e) {
            throw new IOException("message " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            StoreMaps open = opened();
            commit(new StoreState(nextId, 1, StoreState.thisBoot(), entry, open.messages().sizeAsLong()));
            open.store().setRetentionTime(0); // all is on disk: what is no longer needed can go
            open.store().setVersionsToKeep(0);
            tidy(() -> open.store().close(CLOSE_MILLIS));
        } catch (MVStoreException e) {
            throw failure(e);
        } finally {
            journal.close();
        }
    }
}
