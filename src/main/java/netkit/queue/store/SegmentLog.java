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
    /** Where a message is. */
    record Place(Segment segment, int offset, int length) {}

    /** The first record of each segment. */
    static final int CHECKPOINT_LENGTH = RecordCodec.length(new LogRecord.Checkpoint(0, 0));
    /** Room that is left at the end of a segment for checkpoints: without one, a full disk would keep old segments from being deleted. */
    private static final int LEFT_FOR_CHECKPOINTS = 4 * CHECKPOINT_LENGTH;
    /** Segments that messages leave free, so that they can be delivered and deleted though the disk is full. */
    private static final int RESERVE = 1;

    private final LogFolder folder;
    private final LockFile lock;
    private final LogIndex index;
    private final SpareSegments spares;
    private final Object syncing = new Object();
    /** Segments of which not all is forced to disk; the last is the one that is open. */
    private final ArrayDeque<SegmentFile> unsynced = new ArrayDeque<>();
    private SegmentFile file;
    private Segment segment;
    private long sequence;
    private long idLimit;
    private boolean isClosing;
    private boolean isClosed;
    /** Whether the log has grown by a segment since the cleaner looked. */
    private boolean isLonger;
    /** Whether the disk failed to take what was written. */
    private boolean isDoubtful;

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

    /** Adds the message, which is nowhere else in the log then. */
    void put(QueueMessage message, byte[] body) throws IOException {
        while (!tryPut(message, body, RESERVE)) {
            spares.prepare(message.storedLength() + LEFT_FOR_CHECKPOINTS, RESERVE + 1);
        }
    }

    /** Adds a copy of a message, if it lives in that segment still, so that the segment can be deleted. */
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

    /** The messages are about to be delivered. That is in the file when this returns, and not forced to disk. */
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

    /** Says again what is true of the whole log. */
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
     * Goes on in a new segment when the record has no room in the one that is open.
     *
     * @param reserve segments that must be left
     * @return false when there is no new segment
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
        isLonger = true;
        notifyAll();
    }

    private LogEntry write(LogRecord record) throws IOException {
        try {
            LogEntry entry = file.append(record, ++sequence, folder.logId());
            segment.setUsed(file.position());
            return entry;
        } catch (IOException e) {
            giveUp(List.of(file));
            throw folder.cannotWrite(e);
        }
    }

    private synchronized void flush() throws IOException {
        try {
            file.flush();
        } catch (IOException e) {
            giveUp(List.of(file));
            throw folder.cannotWrite(e);
        }
    }

    /** Bytes that messages can take before another segment has to be made. */
    synchronized long room() {
        return file.capacity() - file.position() + spares.room();
    }

    /** Waits until all that was added before is on disk. */
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
                giveUp(files);
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
     * After a failure the system may take for written what is not on disk, and say so the next time. So nothing is added to
     * these segments any more; and what may have been copied to them is not deleted where it was.
     */
    private synchronized void giveUp(List<SegmentFile> files) {
        unsynced.removeAll(files);
        files.forEach(SegmentFile::fill);
        isDoubtful = true;
    }

    /** Where a message is, or was before it became a dead letter that is not stored yet; empty when it is deleted. */
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
        return isLonger || spares.count() < wantedSpares() || index.dead().isPresent() && !isDoubtful;
    }

    private int wantedSpares() {
        return file.hasRoom(file.capacity() / 2) ? RESERVE : RESERVE + 1;
    }

    /**
     * Waits until segments are to be made or deleted.
     *
     * @return false when the log is to be closed
     */
    synchronized boolean awaitWork() throws InterruptedException {
        while (!isClosing && !hasWork()) {
            wait();
        }
        isLonger = false;
        return !isClosing;
    }

    /** Waits a moment, or until the log is to be closed. */
    synchronized void pause(long millis) throws InterruptedException {
        if (!isClosing) {
            wait(millis);
        }
    }

    /** Makes the segments that will be needed soon. */
    void prepareAhead() throws IOException {
        int count;
        synchronized (this) {
            count = wantedSpares();
        }
        spares.prepare(0, count);
    }

    /**
     * Goes on in the segment that is kept in reserve, on a disk that is full, when that lets the one that is open be deleted.
     *
     * @return whether it does
     */
    synchronized boolean useReserve() throws IOException {
        boolean isWasteful = wantedSpares() > RESERVE && 2 * segment.living() < segment.used();
        Optional<SegmentFile> reserve = isWasteful ? spares.take(0, 0) : Optional.empty();
        if (reserve.isPresent()) {
            open(reserve.get());
        }
        return reserve.isPresent();
    }

    /**
     * The oldest segment, when what lives in it is to be copied.
     *
     * @param isShort whether the disk is full
     */
    synchronized Optional<Segment> wasteful(boolean isShort) {
        return isDoubtful || isClosing ? Optional.empty() : index.wasteful(isShort);
    }

    /** The messages that live in a segment. */
    synchronized List<QueueMessage> messages(Segment in) {
        return in.messages();
    }

    /** The log does not have the message any more. */
    synchronized void forget(QueueMessage message) {
        index.delete(message);
        notifyIfWork();
    }

    /** Takes the oldest segments in which nothing lives out of the log. */
    synchronized List<Segment> removeDead() {
        List<Segment> dead = new ArrayList<>();
        while (!isDoubtful && index.dead().isPresent()) {
            dead.add(index.removeOldest());
        }
        return dead;
    }

    /** Lets the cleaner end. */
    synchronized void stopCleaning() {
        isClosing = true;
        notifyAll();
    }

    /**
     * Ends the log in good order; its cleaner must have ended.
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

    /** Lets go of the files. */
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
