package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;

class RecordCodecTest {
    private static final int LOG_ID = 0x5f2c9a7e;
    private static final int OFFSET = 100;
    /** CRC-32C of the offset, which is four zeros, and of the bytes behind the checksum; not computed by Java. */
    private static final String CHECKSUM = "450428f3";

    static Stream<LogRecord> records() {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {1, 2, 3});
        return Stream.of(new LogRecord.Put(17, 0, 0, 0, "orders", Optional.empty(), body),
                new LogRecord.Put(18, 99, 2, 5, "orders.dead",
                        Optional.of(new DeadLetter(DeadLetterReason.EXPIRED, "orders")), body),
                new LogRecord.Put(Long.MAX_VALUE, 1, 0, 0, "q".repeat(100), Optional.empty(),
                        ByteBuffer.allocate(0)),
                new LogRecord.Delivered(17, 3), new LogRecord.Deleted(17),
                new LogRecord.Checkpoint(100_001, 5),
                new LogRecord.Opened(-4711), new LogRecord.Closed(19));
    }

    private static ByteBuffer segment(LogRecord record) {
        ByteBuffer segment = ByteBuffer.allocate(OFFSET + RecordCodec.length(record));
        RecordCodec.encode(record, 4, LOG_ID, OFFSET, segment.slice(OFFSET, segment.capacity() - OFFSET));
        return segment;
    }

    private static Optional<LogEntry> decode(ByteBuffer segment, int offset, int logId) {
        return RecordCodec.decode(segment.slice(offset, segment.limit() - offset), offset, logId);
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordIsReadAsItWasWritten(LogRecord record) {
        ByteBuffer segment = segment(record);

        LogEntry entry = decode(segment, OFFSET, LOG_ID).orElseThrow();

        assertEquals(new LogEntry(OFFSET, segment.capacity() - OFFSET, 4, record), entry);
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordWithOneFlippedBitIsNoRecord(LogRecord record) {
        byte[] intact = segment(record).array();
        for (int bit = 8 * OFFSET; bit < 8 * intact.length; bit++) {
            byte[] damaged = intact.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), decode(ByteBuffer.wrap(damaged), OFFSET, LOG_ID),
                    "bit " + bit);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordThatIsCutOffIsNoRecord(LogRecord record) {
        ByteBuffer segment = segment(record);
        for (int length = OFFSET; length < segment.capacity(); length++) {
            assertEquals(Optional.empty(), decode(segment.slice(0, length), OFFSET, LOG_ID),
                    "" + length);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordAtAnotherOffsetOrOfAnotherLogIsNoRecord(LogRecord record) {
        ByteBuffer segment = segment(record);
        ByteBuffer moved = ByteBuffer.allocate(segment.capacity() + 1).put(1, segment.array());

        assertEquals(Optional.empty(), decode(moved, OFFSET + 1, LOG_ID));
        assertEquals(Optional.empty(), decode(segment, OFFSET, LOG_ID + 1));
    }

    @Test
    void bytesAreThoseOfTheDiagram() {
        ByteBuffer segment = ByteBuffer.allocate(64);
        LogEntry entry = RecordCodec.encode(new LogRecord.Delivered(17, 3), 4, LOG_ID, 0, segment);

        assertEquals("5f2c9a7e" + CHECKSUM + "0000000c" + "0000000000000004" + "02"
                + "0000000000000011" + "00000003",
                HexFormat.of().formatHex(segment.array(), 0, entry.length()));
    }

    @Test
    void zerosAreNoRecord() {
        assertEquals(Optional.empty(), decode(ByteBuffer.allocate(100), 0, LOG_ID));
    }
}
