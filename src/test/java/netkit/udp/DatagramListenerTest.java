package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import netkit.net.Endpoint;
import netkit.testing.Programs;

@Timeout(60)
class DatagramListenerTest {
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux reports drops")
    void receivedPlusDroppedDatagramsEqualSent() throws Exception {
        int sent = 100;
        try (DatagramListener listener = DatagramListener.open(new Endpoint(Endpoint.LOOPBACK, 0),
                Optional.empty(),
                1000, OptionalInt.of(8192)); DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < sent; i++) {
                socket.send(new DatagramPacket(new byte[1000], 1000, listener.endpoint().resolve()));
            }
            long dropped = listener.drops().orElseThrow().datagrams();
            assertTrue(dropped > 0, "a buffer of 8 KiB cannot hold 100 kB");
            for (long received = 0; received < sent - dropped; received++) {
                assertEquals(1000, listener.receive().length());
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux reports drops")
    void dropsOfOtherSocketsAreNotCounted() throws Exception {
        Programs.assumeIpv6();
        try (DatagramListener ours = DatagramListener.open(new Endpoint("::1", 0), Optional.empty(), 1000,
                OptionalInt.empty());
                DatagramListener other = DatagramListener.open(
                        new Endpoint(Endpoint.LOOPBACK, ours.endpoint().port()), Optional.empty(), 1000,
                        OptionalInt.of(8192));
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 100; i++) {
                socket.send(new DatagramPacket(new byte[1000], 1000, other.endpoint().resolve()));
            }
            assertTrue(other.drops().orElseThrow().datagrams() > 0);
            assertEquals(0, ours.drops().orElseThrow().datagrams());
        }
    }
}
