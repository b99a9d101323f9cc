package netkit.lab.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.Place;
import netkit.lab.TestbedRules;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;
import netkit.testing.Programs;
import netkit.testing.Leftovers;

@Timeout(60)
@Tag("peers")
class RelayTestbedTest {
    private static final List<String> TWO = List.of("alice", "bob");
    private static final InetSocketAddress ANY_SERVER = new InetSocketAddress(
            InetAddress.getLoopbackAddress(), 9);

    private final RelayTestbed testbed = new RelayTestbed(TWO, 1);

    @AfterEach
    void close() throws IOException {
        testbed.close();
    }

    @Test
    void streamIsEchoedByTheOtherPlace() throws IOException {
        TestbedRules.streamIsEchoedByTheOtherPlace(testbed);
    }

    @Test
    void datagramIsEchoedByTheOtherPlace() throws Exception {
        TestbedRules.datagramIsEchoedByTheOtherPlace(testbed);
    }

    @Test
    void settingsAreThoseThatWereSet() throws IOException {
        TestbedRules.settingsAreThoseThatWereSet(testbed);
    }

    @Test
    void streamStallsDuringACutAndThenResumes() throws IOException {
        TestbedRules.streamStallsDuringACutAndThenResumes(testbed);
    }

    @Test
    void datagramsAreLostDuringACut() throws Exception {
        TestbedRules.datagramsAreLostDuringACut(testbed);
    }

    @Test
    void testbedIsIdleWhenNothingIsInFlight() throws IOException, InterruptedException {
        TestbedRules.testbedIsIdleWhenNothingIsInFlight(testbed);
    }

    private static String refusal(SocketType socketType, String change) {
        return RelayTestbed.refusal(socketType, WireChange.parse(change).applyTo(WireSettings.clear(TWO)))
                .orElse("none");
    }

    @Test
    void datagramsSupportEveryFaultButCorruptionAndMtu() {
        for (String change : List.of("clear", "cut", "loss 10%", "loss 10% burst 5", "duplicate 10%",
                "reorder 10% by 2", "delay 50ms jitter 20ms", "rate 1mbit queue 8k")) {
            assertEquals("none", refusal(SocketType.DATAGRAM, change), change);
        }
    }

    @Test
    void corruptionOfDatagramsIsRefused() {
        String why = refusal(SocketType.DATAGRAM, "alice>bob corrupt 1%");
        assertTrue(why.contains("with a new, correct checksum"), why);
    }

    @Test
    void mtuForDatagramsIsRefused() {
        String why = refusal(SocketType.DATAGRAM, "bob>alice mtu 500");
        assertTrue(why.contains("receives each datagram whole"), why);
    }

    @Test
    void streamsSupportDelayRateAndCut() {
        for (String change : List.of("clear", "cut", "delay 50ms jitter 20ms", "rate 1mbit queue 8k")) {
            assertEquals("none", refusal(SocketType.STREAM, change), change);
        }
    }

    @Test
    void faultsBelowTheSocketAreRefusedForStreams() {
        List<List<String>> faults = List.of(List.of("loss 10%", "loss"), List.of("loss 10% burst 5", "loss"),
                List.of("reorder 10%", "reordering"), List.of("duplicate 10%", "duplication"),
                List.of("corrupt 10%", "corruption"), List.of("mtu 500", "an MTU"));
        for (List<String> fault : faults) {
            String why = refusal(SocketType.STREAM, "bob>alice " + fault.getFirst());
            assertTrue(why.startsWith("TCP handles " + fault.getLast() + " below the socket"), why);
        }
    }

    @Test
    void faultUnsupportedByAnOpenPathIsNotSet() throws IOException {
        testbed.tcpAddress(testbed.places().getFirst(), ANY_SERVER);
        TestbedRules.change(testbed, "delay 1ms");
        IOException refused = assertThrows(IOException.class,
                () -> TestbedRules.change(testbed, "loss 10%"));
        assertTrue(refused.getMessage().startsWith("TCP handles loss"), refused.getMessage());
        assertEquals("delay 1ms", testbed.settings().toString(), "as it was before");
    }

    @Test
    void pathThatDoesNotSupportTheFaultsIsNotOpened() throws IOException {
        TestbedRules.change(testbed, "loss 10%");
        Place alice = testbed.places().getFirst();
        assertThrows(IOException.class, () -> testbed.tcpAddress(alice, ANY_SERVER));
        testbed.udpAddress(alice, ANY_SERVER);
        TestbedRules.change(testbed, "loss 20%");
    }

    @Test
    void serverAddressSelectsTheDirectionAmongSeveralPlaces() throws IOException {
        try (RelayTestbed three = new RelayTestbed(List.of("alice", "bob", "carol"), 1)) {
            Place bob = three.places().get(1);
            Place carol = three.places().get(2);
            boolean isUsual = System.getProperty("os.name").equals("Linux");
            Programs.need(isUsual, "127.0.0.3 is there by itself only on some systems");
            try (DatagramSocket server = new DatagramSocket(0, carol.address());
                    DatagramSocket client = new DatagramSocket(0, bob.address())) {
                server.setSoTimeout(10_000);
                InetSocketAddress path = three.udpAddress(bob,
                        (InetSocketAddress) server.getLocalSocketAddress());
                TestbedRules.change(three, "alice>carol cut bob>alice cut carol>bob cut");
                byte[] hello = {1, 2, 3};
                client.send(new DatagramPacket(hello, hello.length, path));
                DatagramPacket packet = new DatagramPacket(new byte[3], 3);
                server.receive(packet);
                assertArrayEquals(hello, packet.getData());
                assertEquals(1, three.count(SocketType.DATAGRAM, new HostPair("bob", "carol")).delivered());
            }
        }
    }

    @Test
    void serverAddressWithoutAPlaceIsRejected() throws IOException {
        try (RelayTestbed three = new RelayTestbed(List.of("alice", "bob", "carol"), 1)) {
            assertThrows(IllegalArgumentException.class, () -> three.tcpAddress(three.places().getFirst(),
                    new InetSocketAddress("127.0.0.9", 9000)));
        }
    }

    @Test
    void closeEndsEveryThread() throws Exception {
        Place alice = testbed.places().getFirst();
        testbed.tcpAddress(alice, ANY_SERVER);
        testbed.udpAddress(alice, ANY_SERVER);
        long before = relayThreads();
        testbed.close();
        Leftovers.await(() -> relayThreads() == before - 1, () -> relayThreads() + " of " + before);
    }

    private static long relayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("relays")).count();
    }
}
