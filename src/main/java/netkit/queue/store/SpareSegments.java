package netkit.queue.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Segments that are ready to be written: made ahead, so that no producer waits for the zeros in them. Safe for many threads. */
final class SpareSegments {
    private final LogFolder folder;
    private final int segmentBytes;
    private final Object preparing = new Object();
    private final ArrayDeque<SegmentFile> ready;
    private long bytes;
    private long nextNumber;
    private boolean isClosed;

    /**
     * @param ready those that are there already
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

    /** Makes segments until this many are ready, one of them with room for a record of this length. */
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
     * @param kept how many must be left
     * @return empty when there is none
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

    /** The bytes that they have room for, without that of one that is kept. */
    synchronized long room() {
        return Math.max(0, bytes - segmentBytes);
    }

    /** Deletes them. */
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
