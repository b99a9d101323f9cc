package netkit.lab.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.TestbedRules;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;

@Timeout(60)
class DatagramRelayTest {
    private static final HostPair TO_SERVER = new HostPair("alice", "bob");
    private static final HostPair TO_CLIENT = new HostPair("bob", "alice");
    private static final int COUNT = 100;

    private RelayTestbed testbed;
    private DatagramSocket server;
    private DatagramSocket client;
    private InetSocketAddress path;

    @BeforeEach
    void open() throws IOException {
        server = socket(0);
        client = socket(0);
        open(1);
    }

    private void open(long seed) throws IOException {
        testbed = new RelayTestbed(List.of("alice", "bob"), seed);
        path = testbed.udpAddress(testbed.places().getFirst(),
                (InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        testbed.close();
    }

    private static DatagramSocket socket(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private void set(String change) throws IOException {
        TestbedRules.change(testbed, change);
    }

    private static void send(DatagramSocket from, SocketAddress to, int number) throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) number}, 1, to));
    }

    /** Sends the numbers and waits until the relay has received all of them. */
    private DirectionCount sendAll(int count) throws Exception {
        long expected = testbed.count(SocketType.DATAGRAM, TO_SERVER).packets() + count;
        for (int i = 0; i < count; i++) {
            send(client, path, i);
        }
        return awaitPackets(TO_SERVER, expected);
    }

    private DirectionCount awaitPackets(HostPair pair, long count) throws InterruptedException {
        while (testbed.count(SocketType.DATAGRAM, pair).packets() < count) {
            Thread.sleep(1);
        }
        return testbed.count(SocketType.DATAGRAM, pair);
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
        sendAll(COUNT);
        assertEquals(range(0, COUNT), receive(server, COUNT));
    }

    @Test
    void repliesReachTheClientThatAsked() throws Exception {
        try (DatagramSocket other = socket(0)) {
            send(client, path, 1);
            DatagramPacket first = receive(server);
            send(other, path, 2);
            DatagramPacket second = receive(server);
            assertNotEquals(first.getSocketAddress(), second.getSocketAddress());
            send(server, second.getSocketAddress(), 22);
            send(server, first.getSocketAddress(), 11);
            assertEquals(22, receive(other).getData()[0]);
            DatagramPacket reply = receive(client);
            assertEquals(11, reply.getData()[0]);
            assertEquals(path, reply.getSocketAddress());
        }
    }

    @Test
    void onlyTheServerCanReplyToAClient() throws Exception {
        try (DatagramSocket stranger = socket(0)) {
            send(client, path, 1);
            SocketAddress relayAddress = receive(server).getSocketAddress();
            send(stranger, relayAddress, 66);
            send(server, relayAddress, 2);
            assertEquals(2, receive(client).getData()[0]);
        }
    }

    @Test
    void faultsApplyToOneDirectionOnly() throws Exception {
        set("bob>alice loss 100%");
        send(client, path, 1);
        send(server, receive(server).getSocketAddress(), 2);
        DirectionCount count = awaitPackets(TO_CLIENT, 1);
        assertEquals(1, count.dropped().get(DropReason.LOSS));
        assertEquals(0, count.delivered());
    }

    @Test
    void changeAppliesToDatagramsFromNowOn() throws Exception {
        sendAll(3);
        set("alice>bob cut");
        assertEquals(4, sendAll(4).dropped().get(DropReason.CUT));
        set("heal");
        sendAll(2);
        assertEquals(List.of(0, 1, 2, 0, 1), receive(server, 5));
    }

    private List<Integer> arrivedOf(long seed, String faults) throws Exception {
        testbed.close();
        open(seed);
        set(faults);
        return receive(server, sendAll(COUNT).delivered());
    }

    @Test
    void equalSeedsProduceEqualFaults() throws Exception {
        String faults = "loss 20% burst 3 duplicate 10%";
        List<Integer> once = arrivedOf(7, faults);
        assertEquals(once, arrivedOf(7, faults));
        assertNotEquals(once, arrivedOf(8, faults));
    }

    @Test
    void eachClientHasItsOwnFaults() throws Exception {
        set("loss 50%");
        List<Integer> first = receive(server, sendAll(COUNT).delivered());
        client.close();
        client = socket(0);
        DirectionCount both = sendAll(COUNT);
        assertNotEquals(first, receive(server, both.delivered() - first.size()));
    }

    @Test
    void lossIsIndependentOrInBursts() throws Exception {
        set("loss 30%");
        DirectionCount one = sendAll(COUNT);
        assertEquals(COUNT - one.delivered(), one.dropped().get(DropReason.LOSS));
        set("loss 30% burst 5");
        DirectionCount other = sendAll(COUNT);
        assertTrue(other.dropped().get(DropReason.BURST_LOSS) > 0, other.toString());
    }

    @Test
    void fullDuplicationDeliversEachDatagramTwice() throws Exception {
        set("duplicate 100%");
        assertEquals(COUNT, sendAll(COUNT).duplicates());
        List<Integer> twice = IntStream.range(0, COUNT).boxed().flatMap(i -> List.of(i, i).stream()).toList();
        assertEquals(twice, receive(server, 2 * COUNT));
    }

    @Test
    void reorderingNeitherLosesNorDuplicates() throws Exception {
        set("reorder 30% by 2 within 1h");
        DirectionCount count = sendAll(COUNT);
        assertTrue(count.heldBack() > 0, count.toString());
        set("reorder off"); // release the last ones
        List<Integer> arrived = receive(server, COUNT);
        assertNotEquals(range(0, COUNT), arrived);
        assertEquals(range(0, COUNT), arrived.stream().sorted().toList());
    }

    @Test
    void heldBackDatagramArrivesAtItsTimeLimit() throws Exception {
        set("reorder 100% within 50ms");
        sendAll(3);
        assertEquals(range(0, 3), receive(server, 3));
    }

    @Test
    void delayKeepsTheOrder() throws Exception {
        Duration delay = Duration.ofMillis(80);
        set("alice>bob delay 80ms");
        long start = System.nanoTime();
        send(client, path, 0);
        send(client, path, 1);
        assertEquals(List.of(0, 1), receive(server, 2));
        assertTrue(System.nanoTime() - start >= delay.toNanos());
    }

    @Test
    void jitterKeepsTheOrder() throws Exception {
        set("delay 20ms jitter 20ms");
        sendAll(COUNT);
        assertEquals(range(0, COUNT), receive(server, COUNT));
    }

    @Test
    void smallerDelayAppliesToDatagramsInFlight() throws Exception {
        set("delay 1h");
        assertEquals(3, sendAll(3).inFlight());
        set("delay 1ms");
        assertEquals(range(0, 3), receive(server, 3));
    }

    @Test
    void rateLimitDropsWhatItsQueueCannotHold() throws Exception {
        set("rate 1bit queue 3 packets");
        assertEquals(COUNT - 3, sendAll(COUNT).dropped().get(DropReason.QUEUE_FULL));
        set("rate off");
        assertEquals(range(0, 3), receive(server, 3));
    }

    @Test
    void rateCountsIpAndUdpHeaders() throws Exception {
        assertEquals(10 * (1 + 20 + 8), sendAll(10).bytes());
    }

    @Test
    void cutLosesQueuedDatagrams() throws Exception {
        set("rate 1bit");
        sendAll(3);
        set("cut");
        assertEquals(3, testbed.count(SocketType.DATAGRAM, TO_SERVER).dropped().get(DropReason.CUT));
        assertTrue(testbed.isIdle());
    }

    @Test
    void restartedServerReceivesEveryLaterDatagram() throws Exception {
        int port = server.getLocalPort();
        server.close();
        sendAll(5);
        server = socket(port);
        sendAll(COUNT);
        assertEquals(range(0, COUNT), receive(server, COUNT));
    }

    @Test
    void datagramsOfTooManyClientsAreDropped() throws Exception {
        List<DatagramSocket> clients = new ArrayList<>();
        for (int i = 0; i < DatagramRelay.MAX_CLIENTS; i++) {
            clients.add(socket(0));
            send(clients.getLast(), path, 1);
            receive(server);
        }
        send(client, path, 2);
        server.setSoTimeout(100);
        assertThrows(SocketTimeoutException.class, () -> receive(server));
        assertEquals(DatagramRelay.MAX_CLIENTS, testbed.count(SocketType.DATAGRAM, TO_SERVER).packets());
        clients.forEach(DatagramSocket::close);
    }

    @Test
    void closeReleasesSocketsAndThreads() throws Exception {
        set("delay 1h");
        sendAll(1);
        testbed.close();
        new DatagramSocket(path).close(); // the port is free again
    }
}
