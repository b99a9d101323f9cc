package netkit.queue.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the records of one segment from its bytes, in order, and passes over what is damaged. */
final class SegmentReader {
    private final ByteBuffer bytes;
    private final int logId;
    private int position;

    /** @param bytes the whole segment, from index 0 to its limit */
    SegmentReader(ByteBuffer bytes, int logId) {
        this.bytes = bytes;
        this.logId = logId;
    }

    /**
     * The next intact record; empty when there is none.
     *
     * @param after its sequence number is larger than this: what repeats older records is passed over
     */
    Optional<LogEntry> next(long after) {
        for (int offset = position; offset <= bytes.limit() - RecordCodec.HEADER; offset++) {
            if (bytes.getInt(offset) == logId) {
                Optional<LogEntry> entry = RecordCodec.decode(bytes, offset, logId)
                        .filter(found -> found.sequence() > after);
                if (entry.isPresent()) {
                    position = entry.get().end();
                    return entry;
                }
            }
        }
        return Optional.empty();
    }

    /** The offset behind the last record that was returned. */
    int position() {
        return position;
    }
}
