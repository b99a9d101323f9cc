package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;

class StoredMessageTest {
    @Test
    void aStoredMessageIsReadAsItWasWrittenAndADamagedOneNotAtAll() {
        QueueMessage message = new QueueMessage(17, "orders.dead", 3, 99,
                Optional.of(new DeadLetter(DeadLetterReason.EXPIRED, "orders")), 2,
                new byte[] {1, 2, 3});
        byte[] stored = StoredMessage.encode(message, message.body());

        QueueMessage read = StoredMessage.decode(17, stored).orElseThrow();
        assertEquals("orders.dead", read.queue());
        assertEquals(3, read.size());
        assertEquals(99, read.expiresAt());
        assertEquals(message.death(), read.death());
        assertEquals(2, read.deliveriesBefore());
        assertEquals(3, StoredMessage.body(17, stored).orElseThrow().length);

        assertEquals(Optional.empty(), StoredMessage.decode(18, stored), "it belongs to another id");
        for (int i = 0; i < stored.length; i++) {
            byte[] damaged = stored.clone();
            damaged[i] ^= 1;
            assertEquals(Optional.empty(), StoredMessage.decode(17, damaged), "byte " + i);
            assertEquals(Optional.empty(), StoredMessage.body(17, damaged), "byte " + i);
        }
        for (int length = 0; length < stored.length; length++) {
            assertEquals(Optional.empty(), StoredMessage.decode(17, java.util.Arrays.copyOf(stored, length)));
        }
    }
}
