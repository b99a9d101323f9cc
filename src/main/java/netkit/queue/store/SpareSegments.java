package netkit.queue.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Segments that were created in advance, so that no producer waits for preallocation. Safe for many threads. */
final class SpareSegments {
    private final LogFolder folder;
    private final int segmentBytes;
    private final Object preparing = new Object();
    private final ArrayDeque<SegmentFile> ready;
    private long bytes;
    private long nextNumber;
    private boolean isClosed;

    /**
     * @param ready segments that exist already
     * @param segmentBytes the usual size of a segment
     * @param nextNumber the number for a new one
     */
    SpareSegments(LogFolder folder, List<SegmentFile> ready, int segmentBytes, long nextNumber) {
        this.folder = folder;
        this.ready = new ArrayDeque<>(ready);
        this.segmentBytes = segmentBytes;
        this.nextNumber = nextNumber;
        this.bytes = ready.stream().mapToLong(SegmentFile::capacity).sum();
    }

    /** Creates segments until this many are ready, one of them with room for a record of this length. */
    void prepare(int length, int count) throws IOException {
        synchronized (preparing) {
            while (!isReady(length, count)) {
                int size = Math.max(length + SegmentLog.CHECKPOINT_LENGTH, segmentBytes);
                if (folder.freeBytes() < size) {
                    // Not tried: it would leave no room for other programs until it has failed.
                    throw folder.cannotWrite(new IOException("no space left on the disk"));
                }
                try {
                    long number = nextNumber();
                    add(SegmentFile.create(number, folder.path(number), size));
                } catch (IOException e) {
                    throw folder.cannotWrite(e);
                }
            }
        }
    }

    private synchronized boolean isReady(int length, int count) throws IOException {
        if (isClosed) {
            throw new IOException("the log in " + folder.folder() + " is closed");
        }
        return ready.size() >= count && find(length).isPresent();
    }

    private synchronized long nextNumber() {
        return nextNumber++;
    }

    private synchronized void add(SegmentFile file) {
        ready.addLast(file);
        bytes += file.capacity();
    }

    private Optional<SegmentFile> find(int length) {
        return ready.stream().filter(file -> file.hasRoom(length + SegmentLog.CHECKPOINT_LENGTH)).findFirst();
    }

    /**
     * Takes a segment with room for a record of this length.
     *
     * @param kept number of segments that must be left
     * @return empty if there is none
     */
    synchronized Optional<SegmentFile> take(int length, int kept) {
        Optional<SegmentFile> taken = ready.size() > kept ? find(length) : Optional.empty();
        taken.ifPresent(file -> {
            ready.remove(file);
            bytes -= file.capacity();
        });
        return taken;
    }

    synchronized int count() {
        return ready.size();
    }

    /** Returns the bytes that they have room for, without the one that is kept in reserve. */
    synchronized long room() {
        return Math.max(0, bytes - segmentBytes);
    }

    /** Deletes the segments. */
    void close() throws IOException {
        synchronized (preparing) {
            synchronized (this) {
                isClosed = true;
                for (SegmentFile file : ready) {
                    file.cut();
                }
                ready.clear();
            }
        }
    }
}
