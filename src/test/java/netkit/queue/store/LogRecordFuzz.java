package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

import netkit.testing.FuzzInput;

/**
 * Segments of the log, as they are and with checksums put right: nothing is thrown, recovery ends with messages in order,
 * and a record is the same after it is encoded.
 */
public final class LogRecordFuzz {
    private static final int LOG_ID = 0x6e6b6c67;

    private LogRecordFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        recover(ByteBuffer.wrap(input));
        recover(withChecksums(FuzzInput.parts(input)));
    }

    /** Each part is the kind and the content of a record. */
    private static ByteBuffer withChecksums(List<byte[]> parts) {
        ByteBuffer segment = ByteBuffer.allocate(parts.size() * RecordCodec.HEADER
                + parts.stream().mapToInt(part -> part.length).sum());
        long sequence = 1;
        for (byte[] part : parts) {
            if (part.length == 0) {
                sequence += 3; // records are missing
                continue;
            }
            int offset = segment.position();
            segment.putInt(LOG_ID).putInt(0).putInt(part.length - 1).putLong(sequence++).put(part);
            CRC32C crc = new CRC32C();
            crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, offset));
            crc.update(segment.slice(offset + 8, segment.position() - offset - 8));
            segment.putInt(offset + 4, (int) crc.getValue());
        }
        return segment.flip();
    }

    private static void recover(ByteBuffer bytes) {
        SegmentReader reader = new SegmentReader(bytes, LOG_ID);
        Replay replay = new Replay();
        Segment segment = new Segment(1, 1);
        List<LogEntry> entries = new ArrayList<>();
        for (Optional<LogEntry> entry = reader.next(replay.last()); entry.isPresent(); entry = reader
                .next(replay.last())) {
            entries.add(entry.get());
            replay.accept(entry.get(), segment);
        }
        reader.endsWithZeros();
        replay.end(entries.stream().reduce((_, last) -> last));
        replay.opened(1);
        assertTrue(replay.gaps().stream().allMatch(gap -> gap.records() > 0), "an empty gap");
        long before = Long.MIN_VALUE;
        for (QueueMessage message : replay.messages()) {
            assertTrue(message.id() > before, "not in order");
            before = message.id();
        }
        entries.forEach(entry -> check(entry, bytes));
    }

    private static void check(LogEntry entry, ByteBuffer bytes) {
        int length = RecordCodec.length(entry.record());
        ByteBuffer encoded = ByteBuffer.allocate(length);
        RecordCodec.encode(entry.record(), entry.sequence(), LOG_ID, entry.offset(), encoded);
        LogEntry again = RecordCodec.decode(encoded, entry.offset(), LOG_ID).orElseThrow();
        assertEquals(entry.record(), again.record());
        assertEquals(entry.sequence(), again.sequence());
        assertTrue(entry.end() <= bytes.limit(), "beyond the end");
    }
}
