package netkit.queue.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A store of messages on disk, in an append-only log. When {@link #write} returns, its changes are on disk. */
public final class DurableStore implements MessageStore {
    private static final int SEGMENT_BYTES = 16 << 20;
    /** Bytes of the disk that are left for the system and for the file system's own data. */
    private static final long SPARE_BYTES = 1 << 20;
    /** Bytes that must be free again after a refusal, so that small messages are not accepted while large ones are refused. */
    private static final long MORE_AFTER_FULL = 1 << 20;

    private final Path folder;
    private final int segmentBytes;
    private final LogFolder files;
    private final SegmentLog segmentLog;
    private final StoredBodies bodies;
    private final Thread cleaner;
    private List<QueueMessage> recovered;
    private long nextId;
    private boolean isFull;

    private DurableStore(Path folder, int segmentBytes, LockFile lock, long boot, Consumer<String> log)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        Optional<LogFolder> found = LogFolder.find(folder);
        this.files = found.isPresent() ? found.get() : LogFolder.create(folder, logId(lock));
        LogIndex index = new LogIndex(segmentBytes);
        LogRecovery recovery = new LogRecovery(files, index);
        recovery.read(LockFile.read(folder, files.logId()), boot);
        recovery.damage().ifPresent(log);
        recovered = recovery.replay().messages();
        nextId = recovery.replay().nextId();
        segmentLog = new SegmentLog(files, lock, index, segmentBytes, recovery.replay(), boot);
        bodies = new StoredBodies(segmentLog, files);
        cleaner = Thread.ofPlatform().name("queue log cleaner").daemon()
                .start(new LogCleaner(segmentLog, bodies, log));
    }

    /**
     * Opens the store in this directory, which is created if it does not exist.
     *
     * @param log takes a line that describes damage
     * @throws DataInUseException if another server has the directory
     */
    public static DurableStore open(Path folder, Consumer<String> log) throws IOException {
        return open(folder, SEGMENT_BYTES, boot(), log);
    }

    /**
     * @param segmentBytes the usual size of a segment
     * @param boot see {@link LogRecord.Opened}
     */
    static DurableStore open(Path folder, int segmentBytes, long boot, Consumer<String> log)
            throws IOException {
        Files.createDirectories(folder);
        LogFolder.find(folder); // before anything is written
        LockFile lock = LockFile.open(folder);
        try {
            return new DurableStore(folder, segmentBytes, lock, boot, log);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Random, so that no producer can send a message whose body contains a valid record. */
    private static int logId(LockFile lock) {
        int id = lock.logId(); // that of a log whose segments are missing, so that this is noticed
        SecureRandom random = new SecureRandom();
        while (id == 0) {
            id = random.nextInt();
        }
        return id;
    }

    /** Returns a number that differs after each start of the machine (random(4)); 0 if the system does not report one. */
    private static long boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).hashCode();
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public List<QueueMessage> recover() {
        List<QueueMessage> all = recovered;
        recovered = List.of();
        return all;
    }

    @Override
    public long nextId() {
        return nextId;
    }

    @Override
    public void write(Collection<QueueMessage> stored, Collection<QueueMessage> deleted, long next)
            throws IOException {
        long failures = segmentLog.failures();
        nextId = next;
        segmentLog.reserveIds(next);
        for (QueueMessage message : stored) {
            byte[] body = bodies.get(message);
            if (body != null) {
                segmentLog.put(message, body);
            }
        }
        for (QueueMessage message : deleted) {
            segmentLog.deleted(message);
        }
        segmentLog.sync();
        if (segmentLog.failures() != failures) {
            throw new IOException("cannot write to " + folder.toAbsolutePath()
                    + ": another write to the same file has failed");
        }
    }

    @Override
    public void noteDeliveries(List<QueueMessage> messages) throws IOException {
        segmentLog.delivered(messages);
    }

    @Override
    public byte[] body(QueueMessage message) throws IOException {
        return bodies.read(message);
    }

    @Override
    public Optional<FullDisk> shortage(long bytes) {
        long missing = bytes + (isFull ? MORE_AFTER_FULL : 0) - segmentLog.room();
        if (missing <= 0) {
            isFull = false;
            return Optional.empty();
        }
        long free = files.freeBytes();
        long needed = Math.ceilDiv(missing, segmentBytes) * segmentBytes + SPARE_BYTES;
        isFull = free < needed;
        return isFull ? Optional.of(new FullDisk(folder, free, needed)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        segmentLog.stopCleaning();
        try {
            cleaner.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            segmentLog.close(nextId);
        } finally {
            bodies.close();
        }
    }
}
