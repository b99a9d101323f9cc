package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The log that is being written, in segments. Safe for many threads: its monitor is held while records are appended to the
 * open segment, never while a file is created or forced to disk.
 */
final class SegmentLog implements Closeable {
    /** The place of a message in the log. */
    record Place(Segment segment, int offset, int length) {}

    /** Length of the first record of each segment. */
    private static final int CHECKPOINT_LENGTH = RecordCodec.length(new LogRecord.Checkpoint(0, 0));
    /** Room left at the end of a segment for checkpoints: without one, a full disk would keep old segments from being deleted. */
    private static final int LEFT_FOR_CHECKPOINTS = 4 * CHECKPOINT_LENGTH;
    /** Spare segments that messages leave free, so that they can be delivered and deleted on a full disk. */
    private static final int RESERVE = 1;

    private final LogFolder folder;
    private final LockFile lock;
    private final LogIndex index;
    private final int segmentBytes;
    /** Held, without the monitor, while files are forced to disk. */
    private final Object syncing = new Object();
    /** Held, without the monitor, while files are created. */
    private final Object creating = new Object();

    // All that follows is guarded by this.
    /** Segments created in advance, so that no producer waits for that. */
    private final ArrayDeque<SegmentFile> spares = new ArrayDeque<>();
    /** Segments that are not completely forced to disk; the last is the open one. */
    private final ArrayDeque<SegmentFile> unsynced = new ArrayDeque<>();
    private SegmentFile file;
    private Segment segment;
    private long sequence;
    private long idLimit;
    private boolean isClosing;
    private boolean isClosed;
    /** Whether the log has grown by a segment since the cleaner last checked. */
    private boolean hasGrown;
    /** Number of times that writing or syncing has failed. */
    private long failures;

    /**
     * Begins a new segment at the end of the log.
     *
     * @param index the segments of the log and their live messages
     * @param segmentBytes the usual size of a segment
     * @param replay the result of the records that it has
     * @param boot see {@link LogRecord.Opened}
     */
    SegmentLog(LogFolder folder, LockFile lock, LogIndex index, int segmentBytes, Replay replay, long boot)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.index = index;
        this.segmentBytes = segmentBytes;
        this.sequence = replay.last();
        this.idLimit = replay.nextId() + Replay.ID_BLOCK;
        append(new LogRecord.Opened(boot));
        prepareReserve();
        folder.force();
        sync();
    }

    /** Messages that are stored from now on can be deleted, even if the disk is full by then. */
    private void prepareReserve() {
        try {
            prepare(0, RESERVE);
        } catch (IOException _) {
            // the cleaner tries again, and reports it
        }
    }

    /** Appends a message, which replaces any earlier record of it. */
    void put(QueueMessage message, byte[] body) throws IOException {
        append(RESERVE, () -> message.put(ByteBuffer.wrap(body)),
                entry -> index.put(message, segment, entry.offset()));
    }

    /** Appends a copy of a message if it is still in the log. */
    void copy(QueueMessage message, byte[] body) throws IOException {
        append(0, () -> message.segment() == null ? null : message.put(ByteBuffer.wrap(body)),
                entry -> index.put(message, segment, entry.offset()));
    }

    /** Records that the messages are about to be delivered. The records are in the file on return, but not forced to disk. */
    void delivered(List<QueueMessage> messages) throws IOException {
        for (QueueMessage message : messages) {
            append(new LogRecord.Delivered(message.id(), message.allDeliveries()));
        }
        flush();
    }

    /** Deletes a message. */
    void deleted(QueueMessage message) throws IOException {
        append(0, () -> new LogRecord.Deleted(message.id()), _ -> index.delete(message));
    }

    /** Reserves ids for messages from this one on, if there are few reserved ones left. */
    void reserveIds(long nextId) throws IOException {
        synchronized (this) {
            if (nextId <= idLimit - Replay.ID_BLOCK / 2) {
                return;
            }
            idLimit = nextId + Replay.ID_BLOCK;
        }
        checkpoint();
    }

    /** Appends a checkpoint. */
    void checkpoint() throws IOException {
        append(0, this::newCheckpoint, _ -> {});
    }

    private LogRecord.Checkpoint newCheckpoint() {
        return new LogRecord.Checkpoint(idLimit, index.firstSequence());
    }

    private void append(LogRecord record) throws IOException {
        append(0, () -> record, _ -> {});
    }

    /**
     * Appends a record, in a new segment if the open one has no room for it.
     *
     * @param reserve spare segments that must be left
     * @param maker called with the monitor held, so that the record says what is true at its place in the log; may return null
     * @param then called with the monitor held when the record is appended
     */
    private void append(int reserve, Supplier<LogRecord> maker, Consumer<LogEntry> then) throws IOException {
        while (true) {
            int needed;
            synchronized (this) {
                checkOpen();
                LogRecord record = maker.get();
                if (record == null) {
                    return;
                }
                int length = RecordCodec.length(record);
                needed = record instanceof LogRecord.Checkpoint || record instanceof LogRecord.Closed ? length
                        : length + LEFT_FOR_CHECKPOINTS;
                if (file != null && needed <= file.room() || openSpare(needed, reserve)) {
                    then.accept(write(record, length));
                    if (hasWork()) {
                        notifyAll();
                    }
                    return;
                }
            }
            prepare(needed, reserve + 1);
        }
    }

    private void checkOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the log in " + folder.folder() + " is closed");
        }
    }

    /** Continues in a spare segment with this much room. @return whether there is one */
    private boolean openSpare(int room, int reserve) throws IOException {
        Optional<SegmentFile> spare = spares.size() > reserve ? spare(room) : Optional.empty();
        if (spare.isPresent()) {
            if (file != null) {
                flush();
            }
            spares.remove(spare.get());
            file = spare.get();
            segment = new Segment(file.number(), sequence + 1);
            index.begin(segment);
            unsynced.addLast(file);
            write(newCheckpoint(), CHECKPOINT_LENGTH);
            hasGrown = true;
        }
        return spare.isPresent();
    }

    private Optional<SegmentFile> spare(int room) {
        return spares.stream().filter(each -> room + CHECKPOINT_LENGTH <= each.capacity()).findFirst();
    }

    /** Creates segments until there are this many spare ones, one of them with this much room. */
    private void prepare(int room, int count) throws IOException {
        synchronized (creating) {
            while (!isPrepared(room, count)) {
                SegmentFile created = folder.create(Math.max(room + CHECKPOINT_LENGTH, segmentBytes));
                synchronized (this) {
                    spares.addLast(created);
                }
            }
        }
    }

    private synchronized boolean isPrepared(int room, int count) throws IOException {
        checkOpen();
        return spares.size() >= count && spare(room).isPresent();
    }

    private LogEntry write(LogRecord record, int length) throws IOException {
        try {
            LogEntry entry = file.append(record, length, ++sequence, folder.logId());
            segment.setUsed(file.position());
            return entry;
        } catch (IOException e) {
            throw failed(List.of(file), e);
        }
    }

    private synchronized void flush() throws IOException {
        try {
            file.flush();
        } catch (IOException e) {
            throw failed(List.of(file), e);
        }
    }

    /** Returns the bytes that messages can take before another segment has to be created. */
    synchronized long room() {
        return file.room()
                + Math.max(0, spares.stream().mapToLong(SegmentFile::capacity).sum() - segmentBytes);
    }

    /** Forces all records appended so far to disk. */
    void sync() throws IOException {
        synchronized (syncing) {
            List<SegmentFile> files;
            SegmentFile open;
            LogRecord.Checkpoint checkpoint;
            long synced;
            synchronized (this) {
                flush();
                files = new ArrayList<>(unsynced);
                open = file;
                checkpoint = newCheckpoint();
                synced = sequence;
            }
            try {
                for (SegmentFile each : files) {
                    each.force();
                }
            } catch (IOException e) {
                throw failed(files, e);
            }
            files.remove(open); // it may have more records by now
            synchronized (this) {
                unsynced.removeAll(files);
            }
            for (SegmentFile each : files) {
                each.close();
            }
            lock.mark(checkpoint, synced, folder.logId());
        }
    }

    /**
     * Stops writing to these segments: after a failed sync the next one may succeed although data was lost. Nothing is deleted
     * any more, because its copy may be in them.
     */
    private synchronized IOException failed(List<SegmentFile> files, IOException e) {
        unsynced.removeAll(files);
        files.forEach(SegmentFile::abandon);
        failures++;
        return folder.cannotWrite(e);
    }

    /**
     * Returns how often writing or syncing has failed so far. A failure in one thread may also affect what others have
     * appended to the same segment since their last sync.
     */
    synchronized long failures() {
        return failures;
    }

    /** Returns the place of a message, or its former place if its dead letter is not stored yet; null if it is deleted. */
    synchronized Place place(QueueMessage message) throws IOException {
        QueueMessage form = message;
        while (form.segment() == null && form.replaced() != null) {
            form = form.replaced();
        }
        if (form.segment() == segment) {
            flush();
        }
        return form.segment() == null ? null
                : new Place(form.segment(), form.offset(), form.storedLength());
    }

    private boolean hasWork() {
        return hasGrown || spares.size() < wantedSpares()
                || index.emptySegment().isPresent() && failures == 0;
    }

    private int wantedSpares() {
        return 2 * file.room() >= file.capacity() ? RESERVE : RESERVE + 1;
    }

    /**
     * Waits until segments must be created or deleted.
     *
     * @param pause milliseconds to wait before, less if the log is being closed
     * @return false if the log is being closed
     */
    synchronized boolean awaitWork(long pause) throws InterruptedException {
        if (pause > 0 && !isClosing) {
            wait(pause);
        }
        while (!isClosing && !hasWork()) {
            wait();
        }
        hasGrown = false;
        return !isClosing;
    }

    /**
     * Creates the segments that will be needed soon. If that fails on a full disk, continues in the reserve if the open
     * segment can be deleted then.
     *
     * @return whether the disk is full
     */
    boolean prepareAhead() throws IOException {
        int count;
        synchronized (this) {
            count = wantedSpares();
        }
        try {
            prepare(0, count);
            return false;
        } catch (IOException e) {
            synchronized (this) {
                if (count > RESERVE && 2 * segment.liveBytes() < segment.used() && openSpare(0, 0)) {
                    return true;
                }
            }
            throw e;
        }
    }

    /**
     * Returns the live messages of the oldest segment if they should be copied; otherwise none.
     *
     * @param isShort whether the disk is full
     */
    synchronized List<QueueMessage> toCopy(boolean isShort) {
        return failures > 0 || isClosing ? List.of()
                : index.compactable(isShort).map(Segment::messages).orElse(List.of());
    }

    /** Removes a message from the index, without a record. */
    synchronized void forget(QueueMessage message) {
        index.delete(message);
    }

    /** Removes the oldest segments from the log as long as they are empty, and returns them. */
    synchronized List<Segment> removeEmpty() {
        List<Segment> empty = new ArrayList<>();
        while (failures == 0 && index.emptySegment().isPresent()) {
            empty.add(index.removeOldest());
        }
        return empty;
    }

    /** Makes the cleaner end. */
    synchronized void stopCleaning() {
        isClosing = true;
        notifyAll();
    }

    /**
     * Closes the log cleanly; its cleaner must have ended.
     *
     * @param nextId the id of the next message
     */
    void close(long nextId) throws IOException {
        try {
            synchronized (this) {
                idLimit = nextId;
            }
            append(0, () -> new LogRecord.Closed(nextId), _ -> isClosed = true);
            sync();
        } finally {
            close();
        }
    }

    /** Closes the files. */
    @Override
    public void close() throws IOException {
        synchronized (syncing) {
            synchronized (creating) {
                synchronized (this) {
                    isClosed = true;
                    for (SegmentFile each : unsynced) {
                        each.cut();
                    }
                    for (SegmentFile each : spares) {
                        each.cut();
                    }
                }
            }
        }
        lock.close();
    }
}
