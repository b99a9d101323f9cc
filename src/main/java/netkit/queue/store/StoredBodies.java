package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the bodies of messages that are not kept in memory. Safe for many threads. */
final class StoredBodies implements Closeable {
    private final SegmentLog segments;
    private final LogFolder folder;
    private final OpenSegments files;

    StoredBodies(SegmentLog segments, LogFolder folder) {
        this.segments = segments;
        this.folder = folder;
        this.files = new OpenSegments(folder);
    }

    /**
     * The body of a message; null when the message is deleted.
     *
     * @throws DamagedMessageException when it is not as it was written
     */
    byte[] read(QueueMessage message) throws IOException {
        Optional<SegmentLog.Place> place = segments.place(message);
        while (place.isPresent()) {
            try {
                return read(message.id(), place.get());
            } catch (IOException e) {
                Optional<SegmentLog.Place> now = segments.place(message);
                if (now.equals(place)) {
                    throw e;
                }
                place = now; // it was copied, and the segment deleted
            }
        }
        return null;
    }

    private byte[] read(long id, SegmentLog.Place place) throws IOException {
        byte[] bytes = files.read(place.segment().number(), place.offset(), place.length());
        Optional<LogEntry> entry = RecordCodec.decodeAlone(ByteBuffer.wrap(bytes), folder.logId(),
                place.offset());
        if (entry.isEmpty() || !(entry.get().record() instanceof LogRecord.Put put) || put.id() != id) {
            throw new DamagedMessageException(id);
        }
        byte[] body = new byte[put.body().remaining()];
        put.body().get(body);
        return body;
    }

    /** Deletes a segment from which nothing has to be read. */
    void delete(Segment segment) throws IOException {
        files.close(segment.number());
        folder.delete(segment.number());
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
