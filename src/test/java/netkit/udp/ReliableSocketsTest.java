package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Leftovers;

/** A sender and a receiver with real sockets. */
@Timeout(60)
class ReliableSocketsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int SESSION = 7;

    private final Leftovers leftovers = new Leftovers();
    private final DatagramSocket receiving = socket();
    private final DatagramSocket sending = socket();
    private final BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
    private final ReliableSender sender = new ReliableSender(sending, address(receiving), SESSION,
            message -> acknowledged.add(message.length));

    private static DatagramSocket socket() {
        try {
            return new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private boolean take(byte[] message) {
        return taken.add(message.length);
    }

    @AfterEach
    void closeAndCheckLeftovers() throws InterruptedException {
        sender.close();
        receiving.close();
        leftovers.awaitNone();
    }

    @Test
    void messagesSentBeforeTheReceiverStartsArrive() throws Exception {
        sender.send(new byte[1]);
        sender.send(new byte[0]);
        sender.send(new byte[ReliableDatagram.MAX_MESSAGE]);
        assertFalse(sender.awaitAcknowledged(Duration.ofMillis(1)));
        try (ReliableReceiver _ = new ReliableReceiver(receiving, this::take)) {
            assertTrue(sender.awaitAcknowledged(TIMEOUT));
        }
        assertEquals("[1, 0, " + ReliableDatagram.MAX_MESSAGE + "]", taken.toString());
        assertEquals(taken.toString(), acknowledged.toString());
    }

    @Test
    void datagramsOfOtherSendersAreIgnored() throws Exception {
        try (DatagramSocket other = socket();
                ReliableReceiver _ = new ReliableReceiver(receiving, this::take)) {
            Random random = new Random(1);
            for (int i = 0; i < 100; i++) {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                other.send(new DatagramPacket(noise, noise.length, address(receiving)));
                other.send(new DatagramPacket(noise, noise.length, address(sending)));
                sender.send(new byte[i]);
            }
            assertTrue(sender.awaitAcknowledged(TIMEOUT));
            assertEquals(100, taken.size());
        }
    }

    @Test
    void sendBlocksWhileTheBufferIsFull() throws Exception {
        CountDownLatch program = new CountDownLatch(1);
        Thread sends = Thread.ofVirtual().unstarted(() -> {
            try {
                for (int sent = 0; sent <= 2 * SendWindow.BUFFER; sent += 50_000) {
                    sender.send(new byte[50_000]);
                }
            } catch (IOException | InterruptedException _) {
                // the number of messages shows it
            }
        });
        try (ReliableReceiver _ = new ReliableReceiver(receiving, message -> {
            try {
                program.await();
            } catch (InterruptedException _) {
                return false;
            }
            return take(message);
        })) {
            sends.start();
            Leftovers.await(() -> sends.getState() == Thread.State.WAITING,
                    () -> "the sending thread is " + sends.getState());
            program.countDown();
            sends.join();
            assertTrue(sender.awaitAcknowledged(TIMEOUT));
            assertEquals(2 * SendWindow.BUFFER / 50_000 + 1, taken.size());
        }
    }

    @Test
    void oversizedMessageIsIllegalArgument() {
        byte[] tooLong = new byte[ReliableDatagram.MAX_MESSAGE + 1];
        assertThrows(IllegalArgumentException.class, () -> sender.send(tooLong));
    }

    @Test
    void closedSenderRefusesToSend() {
        sender.close();
        IOException refused = assertThrows(IOException.class, () -> sender.send(new byte[1]));
        assertEquals("the sender is closed", refused.getMessage());
    }
}
