package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SegmentReaderTest {
    private static final int LOG_ID = 0x01020304;

    private final ByteBuffer segment = ByteBuffer.allocate(1000);
    private int end;

    private LogEntry add(LogRecord record, long sequence) {
        LogEntry entry = RecordCodec.encode(record, sequence, LOG_ID, end,
                segment.slice(end, segment.capacity() - end));
        end = entry.end();
        return entry;
    }

    private List<Long> read() {
        SegmentReader reader = new SegmentReader(segment, LOG_ID);
        List<Long> sequences = new ArrayList<>();
        long last = 0;
        for (Optional<LogEntry> entry = reader.next(last); entry.isPresent(); entry = reader.next(last)) {
            last = entry.get().sequence();
            sequences.add(last);
        }
        return sequences;
    }

    private static LogRecord put(byte[] body) {
        return new LogRecord.Put(1, 0, 0, 0, "q", Optional.empty(), ByteBuffer.wrap(body));
    }

    @Test
    void damagedRecordIsSkipped() {
        add(new LogRecord.Deleted(1), 1);
        LogEntry damaged = add(put(new byte[100]), 2);
        add(new LogRecord.Deleted(2), 3);
        for (int at = damaged.offset(); at < damaged.end(); at++) {
            segment.put(at, (byte) ~segment.get(at));
            assertEquals(List.of(1L, 3L), read(), "byte " + at);
            segment.put(at, (byte) ~segment.get(at));
        }
        assertEquals(List.of(1L, 2L, 3L), read());
    }

    @Test
    void recordsInsideTheBodyOfADamagedMessageAreNotTakenForRecords() {
        ByteBuffer copy = ByteBuffer.allocate(100);
        LogEntry inner = RecordCodec.encode(new LogRecord.Deleted(9), 9, LOG_ID, 0, copy);
        byte[] body = new byte[inner.length()];
        copy.get(body);
        LogEntry damaged = add(put(body), 1);
        segment.put(damaged.offset() + 8, (byte) 1); // its length
        add(new LogRecord.Deleted(2), 10);

        assertEquals(List.of(10L), read());
    }

    @Test
    void recordThatRepeatsAnOlderOneIsSkipped() {
        add(new LogRecord.Deleted(1), 5);
        add(new LogRecord.Deleted(2), 4);
        add(new LogRecord.Deleted(3), 5);
        add(new LogRecord.Deleted(4), 6);

        assertEquals(List.of(5L, 6L), read());
    }

    @Test
    void segmentOfZerosHasNoRecord() {
        assertEquals(List.of(), read());
    }
}
