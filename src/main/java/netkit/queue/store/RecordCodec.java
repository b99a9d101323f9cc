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
 * The checksum (CRC-32C, RFC 3720 appendix B.4) covers the record's offset in its segment and all bytes behind the checksum.
 * So a record is valid only where it was written: bytes inside a message's body that look like a record are not taken for
 * one when the log is searched for the next intact record.
 */
final class RecordCodec {
    static final int HEADER = 4 + 4 + 4 + 8 + 1;
    private static final int CHECKED_FROM = 4 + 4;

    private RecordCodec() {}

    /** Returns the length of a record in bytes, its header included. */
    static int length(LogRecord record) {
        return switch (record) {
            case LogRecord.Put put -> putLength(put.queue(), put.deadLetter(), put.body().remaining());
            case LogRecord.Delivered _ -> HEADER + 8 + 4;
            case LogRecord.Checkpoint _ -> HEADER + 8 + 8;
            case LogRecord.Deleted _,LogRecord.Opened _,LogRecord.Closed _ -> HEADER + 8;
        };
    }

    /** Returns the length of a put record in bytes. @param body bytes of the message */
    static int putLength(String queue, Optional<DeadLetter> deadLetter, int body) {
        return HEADER + 8 + 8 + 4 + 4 + 1 + queue.length() + 1 + 1 + from(deadLetter).length() + body;
    }

    private static String from(Optional<DeadLetter> deadLetter) {
        return deadLetter.map(DeadLetter::from).orElse("");
    }

    /**
     * Writes a record to the beginning of the bytes.
     *
     * @param offset of these bytes in their segment
     * @return the entry that was written
     */
    static LogEntry encode(LogRecord record, long sequence, int logId, int offset, ByteBuffer bytes) {
        int length = length(record);
        ByteBuffer out = bytes.slice(0, length);
        out.putInt(logId).putInt(0).putInt(length - HEADER).putLong(sequence);
        switch (record) {
            case LogRecord.Put put -> {
                out.put((byte) 1).putLong(put.id()).putLong(put.expiresAt());
                out.putInt(put.deliveriesBefore()).putInt(put.deliveries());
                putName(put.queue(), out);
                out.put((byte) put.deadLetter().map(dead -> dead.reason().ordinal() + 1).orElse(0)
                        .intValue());
                putName(from(put.deadLetter()), out);
                out.put(put.body().duplicate());
            }
            case LogRecord.Delivered(long id, int deliveries) ->
                out.put((byte) 2).putLong(id).putInt(deliveries);
            case LogRecord.Deleted(long id) -> out.put((byte) 3).putLong(id);
            case LogRecord.Checkpoint(long idLimit, long firstSequence) ->
                out.put((byte) 4).putLong(idLimit).putLong(firstSequence);
            case LogRecord.Opened(long boot) -> out.put((byte) 5).putLong(boot);
            case LogRecord.Closed(long nextId) -> out.put((byte) 6).putLong(nextId);
        }
        out.putInt(Integer.BYTES, checksum(out, offset));
        return new LogEntry(offset, length, sequence, record);
    }

    private static void putName(String name, ByteBuffer out) {
        out.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Returns the record with which the bytes begin; empty if there is no intact one. The body of a message is a view of the
     * bytes.
     *
     * @param offset of these bytes in their segment
     */
    static Optional<LogEntry> decode(ByteBuffer bytes, int offset, int logId) {
        if (bytes.limit() < HEADER || bytes.getInt(0) != logId) {
            return Optional.empty();
        }
        int length = bytes.getInt(8); // of the content; checked before it is used
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
            case 1 -> new LogRecord.Put(in.getLong(), in.getLong(), in.getInt(), in.getInt(),
                    QueueName.check(name(in)), deadLetter(in.get(), name(in)), in.slice());
            case 2 -> new LogRecord.Delivered(in.getLong(), in.getInt());
            case 3 -> new LogRecord.Deleted(in.getLong());
            case 4 -> new LogRecord.Checkpoint(in.getLong(), in.getLong());
            case 5 -> new LogRecord.Opened(in.getLong());
            case 6 -> new LogRecord.Closed(in.getLong());
            default -> null;
        });
    }

    private static Optional<DeadLetter> deadLetter(int reason, String from) {
        return reason == 0 ? Optional.empty()
                : Optional.of(new DeadLetter(DeadLetterReason.values()[reason - 1], QueueName.check(from)));
    }

    private static String name(ByteBuffer in) {
        byte[] name = new byte[Byte.toUnsignedInt(in.get())];
        in.get(name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static int checksum(ByteBuffer record, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, offset));
        crc.update(record.slice(CHECKED_FROM, record.limit() - CHECKED_FROM));
        return (int) crc.getValue();
    }
}
