package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * The bodies of messages, read from the log if they are not kept in memory. The segment that was read last stays open. Safe for
 * many threads, also interrupted ones: a {@code FileChannel} would be closed by an interrupt of its reader.
 */
final class StoredBodies implements Closeable {
    private final SegmentLog log;
    private final LogFolder folder;
    /** The number of the open segment. Guarded by this, like {@link #file}. */
    private long number;
    private RandomAccessFile file;

    StoredBodies(SegmentLog log, LogFolder folder) {
        this.log = log;
        this.folder = folder;
    }

    /** Returns the body of a message, from memory or from the log; null if the message is deleted. */
    byte[] get(QueueMessage message) throws IOException {
        byte[] kept = message.body();
        return kept != null ? kept : read(message);
    }

    /**
     * Reads the body of a message from the log; null if the message is deleted.
     *
     * @throws DamagedMessageException if it is not as it was written
     */
    byte[] read(QueueMessage message) throws IOException {
        for (SegmentLog.Place place = log.place(message); place != null; place = log.place(message)) {
            try {
                return read(message.id(), place);
            } catch (IOException e) {
                if (place.equals(log.place(message))) {
                    throw e;
                } // else it was copied, and the segment deleted
            }
        }
        return null;
    }

    private byte[] read(long id, SegmentLog.Place place) throws IOException {
        byte[] bytes = bytes(place);
        LogEntry entry = RecordCodec.decode(ByteBuffer.wrap(bytes), place.offset(), folder.logId())
                .orElseThrow(() -> new DamagedMessageException(id));
        if (!(entry.record() instanceof LogRecord.Put put) || put.id() != id) {
            throw new DamagedMessageException(id);
        }
        byte[] body = new byte[put.body().remaining()];
        put.body().get(body);
        return body;
    }

    private synchronized byte[] bytes(SegmentLog.Place place) throws IOException {
        if (file == null || number != place.segment().number()) {
            close();
            number = place.segment().number();
            file = new RandomAccessFile(folder.path(number).toFile(), "r");
        }
        byte[] bytes = new byte[place.length()];
        file.seek(place.offset());
        file.readFully(bytes);
        return bytes;
    }

    /** Deletes a segment without live messages. */
    synchronized void delete(Segment segment) throws IOException {
        if (number == segment.number()) {
            close();
        }
        folder.delete(segment.number());
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
