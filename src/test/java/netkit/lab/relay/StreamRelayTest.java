package netkit.lab.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.TestbedRules;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.HostPair;
import netkit.net.Sockets;

@Timeout(60)
@Tag("slow")
class StreamRelayTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    /** Time in which data would arrive if it could; if it is too short, a test proves less but does not fail. */
    private static final int MOMENT_MILLIS = 150;
    private static final HostPair TO_SERVER = new HostPair("alice", "bob");

    private RelayTestbed testbed;
    private ServerSocket listener;
    private InetSocketAddress path;
    private Socket client;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        testbed = new RelayTestbed(List.of("alice", "bob"), 1);
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(TIMEOUT_MILLIS);
        path = testbed.tcpAddress(testbed.places().getFirst(),
                (InetSocketAddress) listener.getLocalSocketAddress());
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
        testbed.close();
    }

    private void set(String change) throws IOException {
        TestbedRules.change(testbed, change);
    }

    private void connect() throws IOException {
        client = new Socket(path.getAddress(), path.getPort());
        client.setSoTimeout(TIMEOUT_MILLIS);
        server = listener.accept();
        server.setSoTimeout(TIMEOUT_MILLIS);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Sends from the client and closes that direction; returns what the server receives until the end of stream. */
    private byte[] transfer(byte[] bytes) throws Exception {
        FutureTask<byte[]> received = new FutureTask<>(() -> server.getInputStream().readAllBytes());
        Thread.ofVirtual().start(received);
        client.getOutputStream().write(bytes);
        client.shutdownOutput();
        return received.get();
    }

    private static void assertNothingArrives(Socket socket) throws IOException {
        socket.setSoTimeout(MOMENT_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    @Test
    void largeTransferArrivesIntact() throws Exception {
        connect();
        byte[] bytes = bytes(20 << 20);
        assertArrayEquals(bytes, transfer(bytes));
    }

    @Test
    void bothDirectionsAreCopied() throws Exception {
        connect();
        client.getOutputStream().write(bytes(10));
        assertArrayEquals(bytes(10), server.getInputStream().readNBytes(10));
        server.getOutputStream().write(bytes(20));
        assertArrayEquals(bytes(20), client.getInputStream().readNBytes(20));
    }

    @Test
    void halfCloseLeavesTheOppositeDirectionOpen() throws Exception {
        connect();
        client.shutdownOutput();
        assertEquals(-1, server.getInputStream().read());
        server.getOutputStream().write(bytes(5));
        server.shutdownOutput();
        assertArrayEquals(bytes(5), client.getInputStream().readAllBytes());
    }

    @Test
    void cutInOneDirectionStallsBoth() throws Exception {
        connect();
        set("alice>bob cut");
        client.getOutputStream().write(1);
        server.getOutputStream().write(2);
        assertNothingArrives(server);
        assertNothingArrives(client);
        assertFalse(testbed.isIdle());
        set("heal");
        assertEquals(1, server.getInputStream().read());
        assertEquals(2, client.getInputStream().read());
        while (!testbed.isIdle()) {
            Thread.sleep(1);
        }
    }

    @Test
    void cutDelaysTheEndOfStream() throws Exception {
        connect();
        set("cut");
        client.shutdownOutput();
        assertNothingArrives(server);
        set("heal");
        assertEquals(-1, server.getInputStream().read());
    }

    @Test
    void cutDelaysAReset() throws Exception {
        connect();
        set("cut");
        Sockets.reset(client);
        assertNothingArrives(server);
        set("heal");
        assertThrows(SocketException.class, () -> server.getInputStream().read());
    }

    @Test
    void connectionOpenedDuringACutIsEstablishedWhenHealed() throws Exception {
        set("cut");
        client = new Socket(path.getAddress(), path.getPort());
        client.getOutputStream().write(1);
        listener.setSoTimeout(MOMENT_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> listener.accept());
        set("heal");
        listener.setSoTimeout(TIMEOUT_MILLIS);
        server = listener.accept();
        assertEquals(1, server.getInputStream().read());
    }

    @Test
    void delayLosesNothing() throws Exception {
        Duration delay = Duration.ofMillis(80);
        set("alice>bob delay 80ms");
        connect();
        long start = System.nanoTime();
        byte[] bytes = bytes(5 << 20);
        assertArrayEquals(bytes, transfer(bytes));
        assertTrue(System.nanoTime() - start >= delay.toNanos());
    }

    @Test
    void jitterKeepsTheOrder() throws Exception {
        set("delay 2ms jitter 2ms");
        connect();
        byte[] bytes = bytes(3 << 20);
        assertArrayEquals(bytes, transfer(bytes));
    }

    @Test
    void smallerDelayAppliesToBytesInFlight() throws Exception {
        connect();
        set("delay 1h");
        client.getOutputStream().write(1);
        assertNothingArrives(server);
        set("clear");
        assertEquals(1, server.getInputStream().read());
    }

    @Test
    void rateLimitSlowsTheStream() throws Exception {
        set("alice>bob rate 8mbit queue 16k");
        connect();
        long start = System.nanoTime();
        byte[] bytes = bytes(200_000);
        assertArrayEquals(bytes, transfer(bytes));
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(200).toNanos(), "1 byte each microsecond");
    }

    @Test
    void fullQueueStopsReadingAndLosesNothing() throws Exception {
        set("alice>bob rate 1bit queue 16k");
        connect();
        byte[] bytes = bytes(20 << 20);
        FutureTask<byte[]> transfer = new FutureTask<>(() -> transfer(bytes));
        Thread.ofVirtual().start(transfer);
        assertNothingIsDelivered();
        DirectionCount count = testbed.count(SocketType.STREAM, TO_SERVER);
        assertTrue(count.bytes() > 0 && count.bytes() <= 16 << 10, count.toString());
        assertFalse(transfer.isDone());
        set("rate off");
        assertArrayEquals(bytes, transfer.get());
    }

    private void assertNothingIsDelivered() throws InterruptedException {
        while (testbed.count(SocketType.STREAM, TO_SERVER).packets() < 5) {
            Thread.sleep(1);
        }
        Thread.sleep(MOMENT_MILLIS);
        assertEquals(0, testbed.count(SocketType.STREAM, TO_SERVER).delivered());
    }

    @Test
    void receiverThatDoesNotReadBlocksTheSender() throws Exception {
        connect();
        FutureTask<Void> sending = new FutureTask<>(() -> {
            client.getOutputStream().write(bytes(64 << 20));
            return null;
        });
        Thread.ofVirtual().start(sending);
        while (testbed.count(SocketType.STREAM, TO_SERVER).packets() == 0) {
            Thread.sleep(1);
        }
        Thread.sleep(MOMENT_MILLIS);
        assertFalse(sending.isDone());
        assertFalse(testbed.isIdle());
        InputStream in = server.getInputStream();
        in.skipNBytes(64 << 20);
        sending.get();
    }

    @Test
    void resetIsPassedOn() throws Exception {
        connect();
        Sockets.reset(client);
        assertThrows(SocketException.class, () -> server.getInputStream().read());
    }

    @Test
    void resetIsNotReportedAsEndOfStream() throws Exception {
        byte[] much = bytes(StreamCopy.WINDOW);
        for (int i = 0; i < 50; i++) { // which of the relay's threads notices first varies
            connect();
            server.getOutputStream().write(much); // the relay reads all of it, and is still writing
            client.getInputStream().skipNBytes(100_000);
            Sockets.reset(client);
            assertThrows(SocketException.class, () -> server.getInputStream().read());
            server.close();
        }
    }

    @Test
    void delayedResetIsNotReportedAsEndOfStream() throws Exception {
        set("delay 1ms");
        for (int i = 0; i < 50; i++) {
            connect();
            Sockets.reset(client);
            assertThrows(SocketException.class, () -> server.getInputStream().read());
            server.close();
        }
    }

    @Test
    void resetDuringALargeTransferStopsTheSender() throws Exception {
        connect();
        FutureTask<Void> sending = new FutureTask<>(() -> {
            while (true) {
                server.getOutputStream().write(bytes(1 << 20));
            }
        });
        Thread.ofVirtual().start(sending);
        client.getInputStream().skipNBytes(3 << 20);
        Sockets.reset(client);
        Exception e = assertThrows(Exception.class, () -> sending.get());
        assertTrue(e.getCause() instanceof SocketException, e.toString());
    }

    @Test
    void receiverThatClosesAfterItsEndStopsTheSender() throws Exception {
        connect();
        server.shutdownOutput();
        assertEquals(-1, client.getInputStream().read());
        server.close();
        assertThrows(SocketException.class, () -> {
            while (true) {
                client.getOutputStream().write(bytes(1_000));
            }
        });
    }

    @Test
    void refusedConnectionIsPassedOnAsReset() throws Exception {
        listener.close();
        client = new Socket(path.getAddress(), path.getPort());
        client.setSoTimeout(TIMEOUT_MILLIS);
        assertThrows(SocketException.class, () -> client.getInputStream().read());
    }

    @Test
    void closeReleasesSocketsAndThreads() throws Exception {
        connect();
        set("delay 1h");
        client.getOutputStream().write(1);
        set("cut rate 1bit");
        server.getOutputStream().write(1);
        Socket waiting = new Socket(path.getAddress(), path.getPort());
        testbed.close();
        assertThrows(ConnectException.class, () -> new Socket(path.getAddress(), path.getPort()).close());
        waiting.close();
    }
}
