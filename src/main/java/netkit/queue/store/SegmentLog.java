package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A log that is being written, in segments. Safe for many threads: its monitor is held while records are gathered and
 * written to the segment that is open, never while a file is made or forced to disk.
 */
final class SegmentLog implements Closeable {
    /** The place of a message in the log. */
    record Place(Segment segment, int offset, int length) {}

    /** The first record of each segment. */
    static final int CHECKPOINT_LENGTH = RecordCodec.length(new LogRecord.Checkpoint(0, 0));
    /** Room that is left at the end of a segment for checkpoints: without one, a full disk would keep old segments from being deleted. */
    private static final int LEFT_FOR_CHECKPOINTS = 4 * CHECKPOINT_LENGTH;
    /** Number of segments that messages leave free, so that they can be delivered and deleted on a full disk. */
    private static final int RESERVE = 1;

    private final LogFolder folder;
    private final LockFile lock;
    private final LogIndex index;
    private final SpareSegments spares;
    private final Object syncing = new Object();
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
    /** Whether writing or syncing has failed. */
    private boolean syncFailed;

    /**
     * Begins a new segment at the end of the log.
     *
     * @param index the segments that the log has, and what lives in them
     * @param last the sequence number of the last record
     * @param boot see {@link LogRecord.Opened}
     */
    SegmentLog(LogFolder folder, LockFile lock, LogIndex index, SpareSegments spares, long last, long idLimit,
            long boot) throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.index = index;
        this.spares = spares;
        this.sequence = last;
        this.idLimit = idLimit;
        spares.prepare(0, 1);
        synchronized (this) {
            open(spares.take(0, 0).orElseThrow());
            write(new LogRecord.Opened(boot));
        }
        folder.force();
        sync();
    }

    /** Appends the message, which replaces any earlier record of it. */
    void put(QueueMessage message, byte[] body) throws IOException {
        while (!tryPut(message, body, RESERVE)) {
            spares.prepare(message.storedLength() + LEFT_FOR_CHECKPOINTS, RESERVE + 1);
        }
    }

    /** Appends a copy of a message if it is still in that segment, so that the segment can be deleted. */
    void copy(QueueMessage message, byte[] body, Segment from) throws IOException {
        while (!tryCopy(message, body, from)) {
            spares.prepare(message.storedLength() + LEFT_FOR_CHECKPOINTS, 1);
        }
    }

    private synchronized boolean tryCopy(QueueMessage message, byte[] body, Segment from) throws IOException {
        return message.segment() != from || tryPut(message, body, 0);
    }

    private synchronized boolean tryPut(QueueMessage message, byte[] body, int reserve) throws IOException {
        if (!makeRoom(message.storedLength() + LEFT_FOR_CHECKPOINTS, reserve)) {
            return false;
        }
        // The record says how often the message was delivered until now. Made before, it could miss a delivery that is
        // in the log already.
        LogEntry entry = write(message.put(ByteBuffer.wrap(body)));
        index.put(message, segment, entry.offset());
        notifyIfWork();
        return true;
    }

    /** Records that the messages are about to be delivered. The records are in the file on return, but not forced to disk. */
    void delivered(List<QueueMessage> messages) throws IOException {
        for (QueueMessage message : messages) {
            append(new LogRecord.Delivered(message.id(), message.allDeliveries()));
        }
        flush();
    }

    void deleted(QueueMessage message) throws IOException {
        append(new LogRecord.Deleted(message.id()));
        forget(message);
    }

    /** Reserves the ids below this one. */
    void reserveIds(long limit) throws IOException {
        synchronized (this) {
            idLimit = limit;
        }
        checkpoint();
    }

    /** Appends a checkpoint. */
    void checkpoint() throws IOException {
        append(newCheckpoint());
    }

    private synchronized LogRecord.Checkpoint newCheckpoint() {
        return new LogRecord.Checkpoint(idLimit, index.firstSequence());
    }

    private void append(LogRecord record) throws IOException {
        while (!tryAppend(record)) {
            spares.prepare(room(record), 1);
        }
    }

    private synchronized boolean tryAppend(LogRecord record) throws IOException {
        if (!makeRoom(room(record), 0)) {
            return false;
        }
        write(record);
        isClosed = record instanceof LogRecord.Closed;
        return true;
    }

    private static int room(LogRecord record) {
        return RecordCodec.length(record)
                + (record instanceof LogRecord.Checkpoint || record instanceof LogRecord.Closed ? 0
                        : LEFT_FOR_CHECKPOINTS);
    }

    /**
     * Continues in a new segment if the open one has no room for the record.
     *
     * @param reserve segments that must be left
     * @return false if there is no new segment
     */
    private boolean makeRoom(int length, int reserve) throws IOException {
        if (isClosed || file.hasRoom(length)) {
            return !isClosed;
        }
        Optional<SegmentFile> next = spares.take(length, reserve);
        if (next.isPresent()) {
            open(next.get());
        }
        return next.isPresent();
    }

    private void open(SegmentFile next) throws IOException {
        if (file != null) {
            flush();
        }
        file = next;
        segment = new Segment(next.number(), sequence + 1);
        index.begin(segment);
        unsynced.addLast(next);
        write(newCheckpoint());
        hasGrown = true;
        notifyAll();
    }

    private LogEntry write(LogRecord record) throws IOException {
        try {
            LogEntry entry = file.append(record, ++sequence, folder.logId());
            segment.setUsed(file.position());
            return entry;
        } catch (IOException e) {
            fail(List.of(file));
            throw folder.cannotWrite(e);
        }
    }

    private synchronized void flush() throws IOException {
        try {
            file.flush();
        } catch (IOException e) {
            fail(List.of(file));
            throw folder.cannotWrite(e);
        }
    }

    /** Bytes that messages can take before another segment has to be made. */
    synchronized long room() {
        return file.capacity() - file.position() + spares.room();
    }

    /** Forces all records appended so far to disk. */
    void sync() throws IOException {
        synchronized (syncing) {
            List<SegmentFile> files;
            SegmentFile last;
            int end;
            long synced;
            LogRecord.Checkpoint checkpoint;
            synchronized (this) {
                flush();
                files = new ArrayList<>(unsynced);
                last = file;
                end = file.position();
                synced = sequence;
                checkpoint = newCheckpoint();
            }
            try {
                for (SegmentFile each : files) {
                    each.force(each == last ? end : each.position());
                }
            } catch (IOException e) {
                fail(files);
                throw folder.cannotWrite(e);
            }
            files.remove(last); // which may have got more records
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
    private synchronized void fail(List<SegmentFile> files) {
        unsynced.removeAll(files);
        files.forEach(SegmentFile::fill);
        syncFailed = true;
    }

    /** Returns the place of a message, or its former place if its dead letter is not stored yet; empty if it is deleted. */
    synchronized Optional<Place> place(QueueMessage message) throws IOException {
        QueueMessage form = message;
        while (form.segment() == null && form.replaced() != null) {
            form = form.replaced();
        }
        if (form.segment() == segment) {
            flush();
        }
        return form.segment() == null ? Optional.empty()
                : Optional.of(new Place(form.segment(), form.offset(), form.storedLength()));
    }

    private void notifyIfWork() {
        if (hasWork()) {
            notifyAll();
        }
    }

    private boolean hasWork() {
        return hasGrown || spares.count() < wantedSpares() || index.emptySegment().isPresent() && !syncFailed;
    }

    private int wantedSpares() {
        return file.hasRoom(file.capacity() / 2) ? RESERVE : RESERVE + 1;
    }

    /**
     * Waits until segments must be created or deleted.
     *
     * @return false if the log is being closed
     */
    synchronized boolean awaitWork() throws InterruptedException {
        while (!isClosing && !hasWork()) {
            wait();
        }
        hasGrown = false;
        return !isClosing;
    }

    /** Waits this long, or until the log is being closed. */
    synchronized void pause(long millis) throws InterruptedException {
        if (!isClosing) {
            wait(millis);
        }
    }

    /** Creates the segments that will be needed soon. */
    void prepareAhead() throws IOException {
        int count;
        synchronized (this) {
            count = wantedSpares();
        }
        spares.prepare(0, count);
    }

    /**
     * Continues in the reserve segment, on a full disk, if the open segment can then be deleted.
     *
     * @return whether it continues there
     */
    synchronized boolean useReserve() throws IOException {
        boolean isCompactable = wantedSpares() > RESERVE && 2 * segment.liveBytes() < segment.used();
        Optional<SegmentFile> reserve = isCompactable ? spares.take(0, 0) : Optional.empty();
        if (reserve.isPresent()) {
            open(reserve.get());
        }
        return reserve.isPresent();
    }

    /**
     * Returns the oldest segment if its live messages should be copied.
     *
     * @param isShort whether the disk is full
     */
    synchronized Optional<Segment> compactable(boolean isShort) {
        return syncFailed || isClosing ? Optional.empty() : index.compactable(isShort);
    }

    /** Returns the live messages of a segment. */
    synchronized List<QueueMessage> messages(Segment in) {
        return in.messages();
    }

    /** Removes the message from the index. */
    synchronized void forget(QueueMessage message) {
        index.delete(message);
        notifyIfWork();
    }

    /** Removes the oldest segments from the log as long as they are empty, and returns them. */
    synchronized List<Segment> removeEmpty() {
        List<Segment> empty = new ArrayList<>();
        while (!syncFailed && index.emptySegment().isPresent()) {
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
            append(new LogRecord.Closed(nextId));
            sync();
        } finally {
            close();
        }
    }

    /** Closes the files. */
    @Override
    public void close() throws IOException {
        synchronized (syncing) {
            synchronized (this) {
                isClosed = true;
                for (SegmentFile each : unsynced) {
                    each.cut();
                }
            }
        }
        spares.close();
        lock.close();
    }
}
