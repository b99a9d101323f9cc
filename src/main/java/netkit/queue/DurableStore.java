package netkit.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/**
 * Messages on disk, in H2's MVStore (h2database.com/html/mvstore.html), with a journal before it and a log of deliveries
 * beside it. MVStore never writes over what the last commits need, so that a torn write costs only what was being
 * written; that the bytes are on disk it promises after {@code sync()} only, and of a value it keeps no checksum, so we
 * do. Small changes go to the journal first, and to MVStore's file with the next large one.
 */
final class DurableStore implements MessageStore {
    private static final String FILE = "messages.mv";
    /** Below this we take no more messages, so that there is room to delete some. */
    static final long SPARE_BYTES = 16 << 20;
    /** How long MVStore keeps what is no longer needed, against disks that write in another order than told. */
    private static final int RETENTION_MILLIS = 1000;
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

    private static final long NEXT_ID = 1;
    private static final long CLOSED_WELL = 2;
    private static final long BOOT = 3;
    /** The last entry of the journal that is in the file. */
    private static final long APPLIED = 4;

    private final Path folder;
    /** Kept, since to find it takes longer than to force a message to disk. */
    private final FileStore disk;
    private final Consumer<String> log;
    private final DeliveryLog deliveries;
    private final Journal journal;
    private TreeMap<Long, Message> recovered = new TreeMap<>();
    /** The last entry of the journal that is in our maps. */
    private long entry;
    private long nextId;
    private long reservedId;
    private long sinceCompaction;
    private volatile Maps maps;

    /** What is in the file of MVStore. */
    private record Maps(MVStore store, MVMap<Long, byte[]> messages, MVMap<Long, Long> state) {
        static Maps open(Path file) throws IOException {
            try {
                MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
                store.setRetentionTime(RETENTION_MILLIS);
                MVMap<Long, byte[]> messages = store.openMap("messages", new MVMap.Builder<Long, byte[]>()
                        .keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
                MVMap<Long, Long> state = store.openMap("state", new MVMap.Builder<Long, Long>()
                        .keyType(LongDataType.INSTANCE).valueType(LongDataType.INSTANCE));
                return new Maps(store, messages, state);
            } catch (MVStoreException e) {
                if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                    throw new DataInUseException(file + " is in use: another server has this data directory",
                            e);
                }
                throw new IOException("cannot open " + file + ": " + e.getMessage()
                        + "; move it away to begin with empty queues", e);
            }
        }
    }

    private DurableStore(Path folder, Consumer<String> log) throws IOException {
        this.folder = folder;
        this.log = log;
        Files.createDirectories(folder);
        disk = Files.getFileStore(folder);
        maps = Maps.open(folder.resolve(FILE));
        deliveries = DeliveryLog.open(folder, DELIVERIES_IN_LOG);
        journal = Journal.open(folder.resolve(JOURNAL), JOURNAL_BYTES);
    }

    /**
     * Opens the store in this folder, which is made when there is none.
     *
     * @param log is told, in a line each, what was found damaged
     */
    static DurableStore open(Path folder, Consumer<String> log) throws IOException {
        DurableStore store = new DurableStore(folder, log);
        try {
            store.readAll();
            return store;
        } catch (IOException | RuntimeException e) {
            store.maps.store.closeImmediately();
            store.journal.close();
            throw e;
        }
    }

    private void readAll() throws IOException {
        boolean machineCrashed = machineCrashed();
        StoreWalk walk = new StoreWalk((id, stored) -> StoredMessage.decode(id, stored)
                .map(message -> recovered.put(id, message) == null).orElse(false));
        walk.walk(maps.messages);
        nextId = state(NEXT_ID, 1);
        entry = state(APPLIED, 0);
        if (walk.isDamaged()) {
            replaceDamaged(walk);
        }
        entry = journal.read(entry, new Journal.Reader() {
            @Override
            public void stored(long id, byte[] message) {
                maps.messages.put(id, message);
                StoredMessage.decode(id, message).ifPresent(decoded -> recovered.put(id, decoded));
            }

            @Override
            public void deleted(long id) {
                maps.messages.remove(id);
                recovered.remove(id);
            }

            @Override
            public void missing(long entries) {
                tellMissing(entries);
            }
        });
        for (Message message : recovered.values()) {
            int times = deliveries.deliveries(message.id()) - message.deliveriesBefore();
            message.delivered(Math.max(machineCrashed ? 1 : 0, times));
        }
        long largest = recovered.isEmpty() ? 0 : recovered.lastKey();
        nextId = Math.max(nextId, Math.max(largest, deliveries.largestId()) + 1);
        try {
            maps.state.put(CLOSED_WELL, 0L);
            maps.state.put(BOOT, boot());
            reserveIds(nextId);
            commit();
            forceFolder();
        } catch (MVStoreException e) {
            throw failure(e);
        }
    }

    private void tellMissing(long entries) {
        log.accept(
                folder.resolve(JOURNAL) + " is damaged: " + entries + (entries == 1 ? " change" : " changes")
                        + " in it cannot be read, so confirmed messages may be missing, or come again;"
                        + " all others are served");
    }

    private boolean machineCrashed() {
        return state(CLOSED_WELL, 0) == 0 && state(BOOT, 0) != boot();
    }

    private long state(long key, long otherwise) {
        try {
            Long value = maps.state.get(key);
            return value == null ? otherwise : value;
        } catch (RuntimeException _) {
            return otherwise; // damaged
        }
    }

    /** Differs after each start of the machine (random(4)); always the same where the system does not tell. */
    private static long boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).hashCode();
        } catch (IOException _) {
            return 0;
        }
    }

    /** What is intact moves to a new file, and the damaged one is kept for whoever wants to look into it. */
    private void replaceDamaged(StoreWalk walk) throws IOException {
        Path file = folder.resolve(FILE);
        Path fresh = folder.resolve(FILE + ".new");
        Files.deleteIfExists(fresh);
        Maps intact = Maps.open(fresh);
        for (Long id : recovered.keySet()) {
            intact.messages.put(id, maps.messages.get(id));
        }
        intact.state.put(APPLIED, entry);
        intact.state.put(NEXT_ID, nextId);
        intact.store.commit();
        intact.store.sync();
        intact.store.close();
        maps.store.closeImmediately();
        Path aside = asideOf(file);
        Files.copy(file, aside); // not moved: at no time may there be no file
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        maps = Maps.open(file);
        log.accept(file + " is damaged: " + walk.words() + "; " + (recovered.size() == 1
                ? "the 1 message that is intact is"
                : "the " + recovered.size() + " messages that are intact are")
                + " served; the damaged file is kept as "
                + aside);
    }

    private static Path asideOf(Path file) {
        int number = 1;
        while (Files.exists(file.resolveSibling("messages.damaged-" + number))) {
            number++;
        }
        return file.resolveSibling("messages.damaged-" + number);
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
    public List<Message> recover() {
        List<Message> all = List.copyOf(recovered.values());
        recovered = new TreeMap<>();
        return all;
    }

    @Override
    public long nextId() {
        return nextId;
    }

    @Override
    public void write(Collection<Message> stored, Collection<Long> deleted, long next) throws IOException {
        nextId = next;
        if (!stored.isEmpty()) {
            checkSpace(stored);
        }
        try {
            Maps open = opened();
            Map<Long, byte[]> encoded = new LinkedHashMap<>();
            long bytes = 0;
            for (Message message : stored) {
                byte[] body = message.body() == null ? body(message.id()) : message.body();
                if (body != null) {
                    encoded.put(message.id(), StoredMessage.encode(message, body));
                    bytes += body.length;
                }
            }
            boolean safe = bytes < LARGE_CHANGE && next <= reservedId
                    && journal.append(entry + 1, encoded, deleted);
            entry++;
            open.messages.putAll(encoded);
            deleted.forEach(open.messages::remove);
            if (!safe) {
                if (next > reservedId) {
                    reserveIds(next);
                }
                commit();
            }
            sinceCompaction += bytes;
            if (!safe && sinceCompaction > BYTES_BETWEEN_COMPACTIONS) {
                sinceCompaction = 0;
                open.store.compact(LEAST_FILL_PERCENT, COMPACTED_AT_ONCE);
            }
        } catch (RuntimeException e) {
            throw failure(e);
        }
        deliveries.forget(deleted);
    }

    private void checkSpace(Collection<Message> stored) throws IOException {
        long needed = SPARE_BYTES + stored.stream().mapToLong(Message::size).sum();
        if (disk.getUsableSpace() < needed) {
            throw new IOException(
                    "the disk is nearly full: make room on the disk of " + folder.toAbsolutePath());
        }
    }

    private void reserveIds(long next) {
        reservedId = next + ID_BLOCK;
        maps.state.put(NEXT_ID, reservedId);
    }

    private void commit() {
        maps.state.put(APPLIED, entry);
        maps.store.commit();
        maps.store.sync();
        journal.restart();
    }

    /** MVStore gives up for good when a write fails: it is opened again, as of its last good commit, when needed. */
    private IOException failure(RuntimeException e) {
        maps.store.closeImmediately();
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new IOException("cannot write to " + folder.toAbsolutePath() + ": " + cause.getMessage(), e);
    }

    private synchronized Maps opened() throws IOException {
        if (maps.store.isClosed()) {
            Maps reopened = Maps.open(folder.resolve(FILE));
            Long applied = reopened.state.get(APPLIED);
            entry = journal.read(applied == null ? 0 : applied, new Journal.Reader() {
                @Override
                public void stored(long id, byte[] message) {
                    reopened.messages.put(id, message);
                }

                @Override
                public void deleted(long id) {
                    reopened.messages.remove(id);
                }

                @Override
                public void missing(long entries) {
                    tellMissing(entries);
                }
            });
            maps = reopened;
        }
        return maps;
    }

    @Override
    public void noteDeliveries(List<Message> messages) throws IOException {
        deliveries.note(messages);
    }

    @Override
    public byte[] body(long id) throws IOException {
        try {
            byte[] stored = opened().messages.get(id);
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
            Maps open = opened();
            open.state.put(NEXT_ID, nextId);
            open.state.put(CLOSED_WELL, 1L);
            commit();
            open.store.setRetentionTime(0); // all is on disk: what is no longer needed can go
            open.store.setVersionsToKeep(0);
            open.store.close(CLOSE_MILLIS);
        } catch (MVStoreException e) {
            throw failure(e);
        } finally {
            journal.close();
        }
    }
}
