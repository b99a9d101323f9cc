package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamRelayTest {
    private ServerSocket listener;
    private StreamRelay relay;
    private Socket client;
    private Socket server;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        relay.close();
    }

    private void connect(StreamFaults toServer, StreamFaults toClient) throws IOException {
        relay = StreamRelay.open((InetSocketAddress) listener.getLocalSocketAddress(), toServer, toClient);
        client = new Socket(relay.address().getAddress(), relay.address().getPort());
        client.setSoTimeout(10_000);
        server = listener.accept();
        server.setSoTimeout(10_000);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Sends from the client and ends that direction; returns what the server got until its end. */
    private byte[] transfer(byte[] bytes) throws Exception {
        FutureTask<byte[]> received = new FutureTask<>(() -> server.getInputStream().readAllBytes());
        Thread.ofVirtual().start(received);
        client.getOutputStream().write(bytes);
        client.shutdownOutput();
        return received.get();
    }

    @Test
    void aBigTransferArrivesIntact() throws Exception {
        connect(StreamFaults.NONE, StreamFaults.NONE);
        byte[] bytes = bytes(20 << 20);
        assertArrayEquals(bytes, transfer(bytes));
        assertEquals(bytes.length, relay.counts(Direction.TO_SERVER).bytesForwarded());
    }

    @Test
    void bothDirectionsAreCopied() throws Exception {
        connect(StreamFaults.NONE, StreamFaults.NONE);
        client.getOutputStream().write(bytes(10));
        assertArrayEquals(bytes(10), server.getInputStream().readNBytes(10));
        server.getOutputStream().write(bytes(20));
        assertArrayEquals(bytes(20), client.getInputStream().readNBytes(20));
    }

    @Test
    void afterAHalfCloseTheOtherDirectionGoesOn() throws Exception {
        connect(StreamFaults.NONE, StreamFaults.NONE);
        client.shutdownOutput();
        assertEquals(-1, server.getInputStream().read());
        server.getOutputStream().write(bytes(5));
        server.shutdownOutput();
        assertArrayEquals(bytes(5), client.getInputStream().readAllBytes());
    }

    @Test
    void slicesGoOutInManyWritesAndNoByteIsLost() throws Exception {
        connect(StreamFaults.NONE.slicing(7), StreamFaults.NONE);
        byte[] bytes = bytes(1_000);
        assertArrayEquals(bytes, transfer(bytes));
        long writes = relay.counts(Direction.TO_SERVER).writes();
        assertTrue(writes >= 1_000 / 7 + 1, writes + " writes");
    }

    @Test
    void aStallMakesTheRestLateAndLosesNothing() throws Exception {
        Duration stall = Duration.ofMillis(150);
        connect(StreamFaults.NONE.stalling(400, stall), StreamFaults.NONE);
        long start = System.nanoTime();
        byte[] bytes = bytes(1_000);
        assertArrayEquals(bytes, transfer(bytes));
        assertTrue(System.nanoTime() - start >= stall.toNanos());
        assertEquals(1, relay.counts(Direction.TO_SERVER).stalls());
    }

    @Test
    void aDelayMakesAllLateAndLosesNothing() throws Exception {
        Duration delay = Duration.ofMillis(80);
        connect(StreamFaults.NONE.delaying(delay), StreamFaults.NONE);
        long start = System.nanoTime();
        byte[] bytes = bytes(5 << 20);
        assertArrayEquals(bytes, transfer(bytes));
        assertTrue(System.nanoTime() - start >= delay.toNanos());
    }

    @Test
    void aResetIsSeenAsOneAtBothEnds() throws Exception {
        connect(StreamFaults.NONE.resetting(500), StreamFaults.NONE);
        client.getOutputStream().write(bytes(1_000));
        SocketException atServer = assertThrows(SocketException.class,
                () -> server.getInputStream().readAllBytes());
        assertTrue(atServer.getMessage().contains("reset"), atServer.toString());
        SocketException atClient = assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertTrue(atClient.getMessage().contains("reset"), atClient.toString());
        assertEquals(500, relay.counts(Direction.TO_SERVER).bytesForwarded());
        assertEquals(1, relay.counts(Direction.TO_SERVER).resets());
    }

    @Test
    void aDelayedStreamCanBeResetToo() throws Exception {
        connect(StreamFaults.NONE.delaying(Duration.ofMillis(10)).resetting(500), StreamFaults.NONE);
        client.getOutputStream().write(bytes(1_000));
        assertThrows(SocketException.class, () -> server.getInputStream().readAllBytes());
        assertThrows(SocketException.class, () -> client.getInputStream().read());
    }

    @Test
    void whenOneEndResetsTheOtherLearnsIt() throws Exception {
        connect(StreamFaults.NONE, StreamFaults.NONE);
        client.setSoLinger(true, 0);
        client.close();
        assertThrows(SocketException.class, () -> server.getInputStream().read());
    }

    @Test
    void aDelayedStreamThatFailsIsNotTakenForOneThatEnds() throws Exception {
        for (int i = 0; i < 200; i++) { // each time another thread may be first
            connect(StreamFaults.NONE.delaying(Duration.ofMillis(1)), StreamFaults.NONE);
            client.setSoLinger(true, 0);
            client.close();
            assertThrows(SocketException.class, () -> server.getInputStream().read());
            server.close();
            relay.close();
        }
    }

    @Test
    void aServerThatDoesNotListenMeansAReset() throws Exception {
        listener.close();
        relay = StreamRelay.open((InetSocketAddress) listener.getLocalSocketAddress(), StreamFaults.NONE,
                StreamFaults.NONE);
        client = new Socket(relay.address().getAddress(), relay.address().getPort());
        client.setSoTimeout(10_000);
        assertThrows(SocketException.class, () -> client.getInputStream().read());
    }

    @Test
    void closingReturnsWithEverythingGone() throws Exception {
        connect(StreamFaults.NONE.delaying(Duration.ofHours(1)),
                StreamFaults.NONE.stalling(0, Duration.ofHours(1)));
        client.getOutputStream().write(1);
        server.getOutputStream().write(1);
        InetSocketAddress address = relay.address();
        relay.close();
        assertThrows(ConnectException.class,
                () -> new Socket(address.getAddress(), address.getPort()).close());
    }
}
