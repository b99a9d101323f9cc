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
 * A message as it is stored, big-endian; the checksum is over all that follows it and over the id, CRC-32C (RFC 3720
 * appendix B.4).
 *
 * <pre>
 * +----------+------------+------------+-------------+-----------+------------+------
 * | checksum | expires at | deliveries | queue:      | reason of | from queue | body
 * | 4 bytes  | ms, 8      | before, 4  | 1 + name    | death, 1  | 1 + name   |
 * +----------+------------+------------+-------------+-----------+------------+------
 * </pre>
 */
final class StoredMessage {
    private static final int FIXED = 4 + 8 + 4 + 1 + 1 + 1;

    private StoredMessage() {}

    static byte[] encode(QueueMessage message, byte[] body) {
        byte[] queue = ascii(message.queue());
        byte[] from = ascii(message.death().map(DeadLetter::from).orElse(""));
        ByteBuffer out = ByteBuffer.allocate(FIXED + queue.length + from.length + body.length).position(4);
        out.putLong(message.expiresAt()).putInt(message.deliveriesBefore());
        out.put((byte) queue.length).put(queue);
        out.put(message.death().map(death -> death.reason().ordinal() + 1).orElse(0).byteValue());
        out.put((byte) from.length).put(from).put(body);
        return out.putInt(0, checksum(message.id(), out.array())).array();
    }

    /** The message, its body left in the store; empty when it is damaged. */
    static Optional<QueueMessage> decode(long id, byte[] stored) {
        if (!isIntact(id, stored)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(stored).position(4);
        try {
            long expiresAt = in.getLong();
            int deliveriesBefore = in.getInt();
            String queue = QueueName.check(name(in));
            int reason = in.get();
            String from = name(in);
            Optional<DeadLetter> death = reason == 0 ? Optional.empty()
                    : Optional.of(new DeadLetter(DeadLetterReason.values()[reason - 1], from));
            return Optional
                    .of(new QueueMessage(id, queue, in.remaining(), expiresAt, death, deliveriesBefore,
                            null));
        } catch (BufferUnderflowException | IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /** The body; empty when the message is damaged. */
    static Optional<byte[]> body(long id, byte[] stored) {
        if (!isIntact(id, stored)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(stored).position(4 + 8 + 4);
        in.position(in.position() + 1 + in.get(in.position()) + 1);
        in.position(in.position() + 1 + in.get(in.position()));
        byte[] body = new byte[in.remaining()];
        in.get(body);
        return Optional.of(body);
    }

    private static boolean isIntact(long id, byte[] stored) {
        return stored.length >= FIXED && ByteBuffer.wrap(stored).getInt() == checksum(id, stored);
    }

    private static int checksum(long id, byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
        crc.update(stored, 4, stored.length - 4);
        return (int) crc.getValue();
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    private static String name(ByteBuffer in) {
        byte[] name = new byte[in.get()];
        in.get(name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
