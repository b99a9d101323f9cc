package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DatagramRelayTest {
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final int COUNT = 100;

    private DatagramSocket server;
    private DatagramSocket client;
    private DatagramRelay relay;

    @BeforeEach
    void open() throws IOException {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        relay.close();
    }

    private void relay(DatagramFaults toServer, DatagramFaults toClient) throws IOException {
        relay = DatagramRelay.open((InetSocketAddress) server.getLocalSocketAddress(), 1, toServer, toClient);
    }

    private static void send(DatagramSocket from, SocketAddress to, int number) throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) number}, 1, to));
    }

    /** Sends the numbers one by one, so that no kernel queue can overflow, and waits until the relay is done. */
    private DatagramCounts sendAll(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            send(client, relay.address(), i);
        }
        assertTrue(relay.awaitIdle(Direction.TO_SERVER, count, QUIET), "the relay got too few");
        return relay.counts(Direction.TO_SERVER);
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static List<Integer> receive(DatagramSocket at, long count) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add((int) receive(at).getData()[0]);
        }
        return numbers;
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void withoutFaultsEveryDatagramArrivesInOrder() throws Exception {
        relay(DatagramFaults.NONE, DatagramFaults.NONE);
        assertEquals(COUNT, sendAll(COUNT).forwarded());
        assertEquals(range(0, COUNT), receive(server, COUNT));
    }

    @Test
    void answersFindTheirWayBackToEachClient() throws Exception {
        relay(DatagramFaults.NONE, DatagramFaults.NONE);
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            other.setSoTimeout(10_000);
            send(client, relay.address(), 1);
            DatagramPacket first = receive(server);
            send(other, relay.address(), 2);
            DatagramPacket second = receive(server);
            assertNotEquals(first.getSocketAddress(), second.getSocketAddress());
            send(server, second.getSocketAddress(), 22);
            send(server, first.getSocketAddress(), 11);
            assertEquals(22, receive(other).getData()[0]);
            DatagramPacket answer = receive(client);
            assertEquals(11, answer.getData()[0]);
            assertEquals(relay.address(), answer.getSocketAddress());
        }
    }

    @Test
    void oneDirectionCanBeHurtAndTheOtherNot() throws Exception {
        relay(DatagramFaults.NONE, DatagramFaults.NONE.dropping(1));
        send(client, relay.address(), 1);
        send(server, receive(server).getSocketAddress(), 2);
        assertTrue(relay.awaitIdle(Direction.TO_CLIENT, 1, QUIET));
        assertEquals(1, relay.counts(Direction.TO_CLIENT).dropped());
        assertEquals(0, relay.counts(Direction.TO_CLIENT).forwarded());
    }

    @Test
    void droppingAllLetsNothingThrough() throws Exception {
        relay(DatagramFaults.NONE.dropping(1), DatagramFaults.NONE);
        DatagramCounts counts = sendAll(COUNT);
        assertEquals(COUNT, counts.dropped());
        assertEquals(0, counts.forwarded());
    }

    @Test
    void duplicatingAllSendsEachTwice() throws Exception {
        relay(DatagramFaults.NONE.duplicating(1), DatagramFaults.NONE);
        assertEquals(COUNT, sendAll(COUNT).duplicated());
        List<Integer> twice = IntStream.range(0, COUNT).boxed().flatMap(i -> List.of(i, i).stream()).toList();
        assertEquals(twice, receive(server, 2 * COUNT));
    }

    @Test
    void reorderingLosesAndDoublesNothing() throws Exception {
        relay(DatagramFaults.NONE.reordering(0.3, Duration.ofMillis(50)), DatagramFaults.NONE);
        DatagramCounts counts = sendAll(COUNT);
        List<Integer> arrived = receive(server, counts.forwarded());
        assertNotEquals(range(0, COUNT), arrived);
        assertEquals(range(0, COUNT), arrived.stream().sorted().toList());
    }

    @Test
    void aCutDropsItsPositionsOnly() throws Exception {
        relay(DatagramFaults.NONE.cutting(40, 60), DatagramFaults.NONE);
        DatagramCounts counts = sendAll(COUNT);
        assertEquals(20, counts.cut());
        List<Integer> rest = new ArrayList<>(range(0, 40));
        rest.addAll(range(60, COUNT));
        assertEquals(rest, receive(server, counts.forwarded()));
    }

    @Test
    void aDelayMakesThemLateAndKeepsTheirOrder() throws Exception {
        Duration delay = Duration.ofMillis(80);
        relay(DatagramFaults.NONE.delaying(delay), DatagramFaults.NONE);
        long start = System.nanoTime();
        send(client, relay.address(), 0);
        send(client, relay.address(), 1);
        assertEquals(List.of(0, 1), receive(server, 2));
        assertTrue(System.nanoTime() - start >= delay.toNanos());
    }

    @Test
    void waitingForMoreThanCameEndsWhenItIsQuiet() throws Exception {
        relay(DatagramFaults.NONE, DatagramFaults.NONE);
        send(client, relay.address(), 0);
        assertFalse(relay.awaitIdle(Direction.TO_SERVER, 2, Duration.ofMillis(50)));
    }

    @Test
    void aServerThatIsGoneDoesNotStopTheRelay() throws Exception {
        relay(DatagramFaults.NONE, DatagramFaults.NONE);
        int port = server.getLocalPort();
        server.close();
        sendAll(5);
        server = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        sendAll(1);
        for (int i = 0; i < 5; i++) {
            send(client, relay.address(), 7); // the first ones may still meet the news that nobody listened
        }
        assertEquals(1, receive(server).getLength());
    }

    @Test
    void closingReturnsWithEverythingGone() throws Exception {
        relay(DatagramFaults.NONE.delaying(Duration.ofHours(1)), DatagramFaults.NONE);
        send(client, relay.address(), 0);
        InetSocketAddress address = relay.address();
        relay.close();
        new DatagramSocket(address).close(); // its port is free again
    }
}
