package netkit.queue.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.QueueName;

/**
 * A record of the log as bytes, big-endian:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |          log id: the same random number in all records        |
 * +---------------------------------------------------------------+
 * |                        CRC-32C checksum                       |
 * +---------------------------------------------------------------+
 * |                    length of the content                      |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +                        sequence number                        +
 * |                                                               |
 * +---------------+-----------------------------------------------+
 * |      kind     | content …
 * +---------------+-----------------------------------------------+
 *
 * 1 put         id 8, expires at 8, deliveries before 4, deliveries 4, queue 1 + n, reason 1, from queue 1 + n, body
 * 2 delivered   id 8, deliveries 4
 * 3 deleted     id 8
 * 4 checkpoint  id limit 8, first sequence number 8
 * 5 opened      boot 8
 * 6 closed      next id 8
 * </pre>
 *
 * The checksum (CRC-32C, RFC 3720 appendix B.4) is over the record's offset in its segment and all that follows the
 * checksum. So a record is valid only where it was written: bytes inside a message's body that look like one are not taken
 * for one when the log is searched for the next intact record.
 */
final class RecordCodec {
    static final int HEADER = 4 + 4 + 4 + 8 + 1;
    private static final int CHECKED_FROM = 4 + 4;

    private static final byte PUT = 1;
    private static final byte DELIVERED = 2;
    private static final byte DELETED = 3;
    private static final byte CHECKPOINT = 4;
    private static final byte OPENED = 5;
    private static final byte CLOSED = 6;

    private RecordCodec() {}

    /** The bytes that a record takes. */
    static int length(LogRecord record) {
        return HEADER + switch (record) {
            case LogRecord.Put put ->
                putLength(put.queue(), put.deadLetter(), put.body().remaining()) - HEADER;
            case LogRecord.Delivered _ -> 8 + 4;
            case LogRecord.Checkpoint _ -> 8 + 8;
            case LogRecord.Deleted _,LogRecord.Opened _,LogRecord.Closed _ -> 8;
        };
    }

    /** Returns the length of a put record, bytes. @param body bytes of the message */
    static int putLength(String queue, Optional<DeadLetter> deadLetter, int body) {
        return HEADER + 8 + 8 + 4 + 4 + 1 + queue.length() + 1 + 1 + from(deadLetter).length() + body;
    }

    private static String from(Optional<DeadLetter> deadLetter) {
        return deadLetter.map(DeadLetter::from).orElse("");
    }

    /**
     * Writes the record at an offset of its segment.
     *
     * @return the entry that was written
     */
    static LogEntry encode(LogRecord record, long sequence, int logId, ByteBuffer segment, int offset) {
        return encodeAlone(record, sequence, logId, segment.slice(offset, length(record)), offset);
    }

    /**
     * Fills the bytes with the record.
     *
     * @param offset that of the bytes in their segment
     */
    static LogEntry encodeAlone(LogRecord record, long sequence, int logId, ByteBuffer out, int offset) {
        int length = out.limit();
        out.putInt(logId).putInt(0).putInt(length - HEADER).putLong(sequence);
        switch (record) {
            case LogRecord.Put put -> putContent(put, out.put(PUT));
            case LogRecord.Delivered delivered ->
                out.put(DELIVERED).putLong(delivered.id()).putInt(delivered.deliveries());
            case LogRecord.Deleted deleted -> out.put(DELETED).putLong(deleted.id());
            case LogRecord.Checkpoint checkpoint ->
                out.put(CHECKPOINT).putLong(checkpoint.idLimit()).putLong(checkpoint.firstSequence());
            case LogRecord.Opened opened -> out.put(OPENED).putLong(opened.boot());
            case LogRecord.Closed closed -> out.put(CLOSED).putLong(closed.nextId());
        }
        out.putInt(Integer.BYTES, checksum(out, offset));
        return new LogEntry(offset, length, sequence, record);
    }

    private static void putContent(LogRecord.Put put, ByteBuffer out) {
        out.putLong(put.id()).putLong(put.expiresAt()).putInt(put.deliveriesBefore())
                .putInt(put.deliveries());
        putName(put.queue(), out);
        out.put((byte) (put.deadLetter().isPresent() ? put.deadLetter().get().reason().ordinal() + 1 : 0));
        putName(from(put.deadLetter()), out);
        out.put(put.body().duplicate());
    }

    private static void putName(String name, ByteBuffer out) {
        out.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The record at an offset of a segment; empty when there is none that is intact. A body is a view of the segment's
     * bytes.
     */
    static Optional<LogEntry> decode(ByteBuffer segment, int offset, int logId) {
        return decodeAlone(segment.slice(offset, segment.limit() - offset), logId, offset);
    }

    /**
     * The record with which the bytes begin.
     *
     * @param offset that of the bytes in their segment
     */
    static Optional<LogEntry> decodeAlone(ByteBuffer bytes, int logId, int offset) {
        if (bytes.limit() < HEADER || bytes.getInt(0) != logId) {
            return Optional.empty();
        }
        int length = bytes.getInt(8); // of the content, and checked before anything is done with it
        if (length < 0 || length > bytes.limit() - HEADER
                || bytes.getInt(4) != checksum(bytes.slice(0, HEADER + length), offset)) {
            return Optional.empty();
        }
        try {
            return content(bytes.get(20), bytes.slice(HEADER, length))
                    .map(record -> new LogEntry(offset, HEADER + length, bytes.getLong(12), record));
        } catch (BufferUnderflowException | IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty(); // intact, but not of this version
        }
    }

    private static Optional<LogRecord> content(byte kind, ByteBuffer in) {
        return Optional.ofNullable(switch (kind) {
            case PUT -> put(in);
            case DELIVERED -> new LogRecord.Delivered(in.getLong(), in.getInt());
            case DELETED -> new LogRecord.Deleted(in.getLong());
            case CHECKPOINT -> new LogRecord.Checkpoint(in.getLong(), in.getLong());
            case OPENED -> new LogRecord.Opened(in.getLong());
            case CLOSED -> new LogRecord.Closed(in.getLong());
            default -> null;
        });
    }

    private static LogRecord put(ByteBuffer in) {
        long id = in.getLong();
        long expiresAt = in.getLong();
        int deliveriesBefore = in.getInt();
        int deliveries = in.getInt();
        String queue = QueueName.check(name(in));
        int reason = in.get();
        String from = name(in);
        Optional<DeadLetter> deadLetter = reason == 0 ? Optional.empty()
                : Optional.of(new DeadLetter(DeadLetterReason.values()[reason - 1], from));
        return new LogRecord.Put(id, queue, expiresAt, deadLetter, deliveriesBefore, deliveries, in.slice());
    }

    private static String name(ByteBuffer in) {
        byte[] name = new byte[Byte.toUnsignedInt(in.get())];
        in.get(name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static int checksum(ByteBuffer record, int offset) {
        CRC32C crc = new CRC32C();
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            crc.update(offset >>> shift);
        }
        crc.update(record.slice(CHECKED_FROM, record.limit() - CHECKED_FROM));
        return (int) crc.getValue();
    }
}
