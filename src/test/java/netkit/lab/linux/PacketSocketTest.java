package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.packet.LinkType;

@Timeout(60)
@Tag("lab")
class PacketSocketTest {
    private static final int MTU = 1500;
    private static final byte[] HOST = {2, 0, 0, 0, 0, 1};
    private static final byte[] PEER = {2, 0, 0, 0, 0, 2};
    private static final int ETHERNET_HEADER = 14;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;

    private interface Work {
        void run(NetworkNamespace host, PacketSocket socket, TestPort port) throws Exception;
    }

    /** Runs work with a port whose interface is down. */
    private static void withPort(int mtu, Work work) throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            try (PacketSocket socket = PacketSocket.open(wire, "wire1", host, "eth0", HOST, mtu)) {
                work.run(host, socket, new TestPort(socket));
            }
        });
    }

    /** Runs work with a port whose interface is up and whose host knows the peer's hardware address. */
    private static void withResolvedPort(int mtu, Work work) throws Exception {
        withPort(mtu, (host, socket, port) -> {
            bringUp(host);
            resolve(port);
            work.run(host, socket, port);
        });
    }

    @Test
    void kernelOfTheHostRepliesToArpAndPing() throws Exception {
        withResolvedPort(MTU, (_, _, port) -> {
            assertEchoReply(port, IPV4, "192.0.2.2", "192.0.2.1", 64, TestPackets.ECHO_REPLY);
            assertEchoReply(port, IPV6, "2001:db8::2", "2001:db8::1", 64, TestPackets.ECHO_REPLY_6);
        });
    }

    @Test
    void firstFrameArrivesAsSoonAsTheInterfaceIsUp() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            for (int i = 0; i < 20; i++) {
                try (PacketSocket socket = PacketSocket.open(wire, "wire1", host, "eth0", HOST, MTU)) {
                    TestPort port = new TestPort(socket);
                    assertFalse(port.write(frame(IPV4, new byte[20])), "the host's end is down");
                    assertEquals(0, socket.lost(), "refused frames are not counted");
                    bringUp4(host);
                    resolveByArp(port);
                }
            }
        });
    }

    @Test
    void frameCanCarryAPacketOfTheMtu() throws Exception {
        withResolvedPort(65000, (_, _, port) -> {
            assertEchoReply(port, IPV4, "192.0.2.2", "192.0.2.1", 65000 - 20, TestPackets.ECHO_REPLY);
            assertEchoReply(port, IPV6, "2001:db8::2", "2001:db8::1", 65000 - 40,
                    TestPackets.ECHO_REPLY_6);
        });
    }

    @Test
    void sentPacketHasAChecksum() throws Exception {
        withResolvedPort(MTU, (host, _, port) -> {
            sendFrom(host, 1, 100);
            ByteBuffer packet = ByteBuffer.wrap(inside(IPV4, port.await(frame -> typeOf(frame) == IPV4)));
            // RFC 768: covers the pseudo-header; over bytes that include it, the checksum is 0
            assertEquals(0, TestPackets.checksum(packet, 12, 8 + 8 + 100, 17 + 8 + 100));
        });
    }

    @Test
    void kernelOfTheHostDropsAWrongChecksum() throws Exception {
        withResolvedPort(MTU, (_, _, port) -> {
            byte[] broken = frame(IPV4, ping("192.0.2.2", "192.0.2.1", 64));
            broken[70] ^= 1;
            assertTrue(port.write(broken));
            // there is a reply only to the second ping, with its length
            assertEchoReply(port, IPV4, "192.0.2.2", "192.0.2.1", 65, TestPackets.ECHO_REPLY);
        });
    }

    @Test
    void wireEndSendsNothingOfItsOwn() throws Exception {
        withResolvedPort(MTU, (host, _, port) -> {
            assertEchoReply(port, IPV4, "192.0.2.2", "192.0.2.1", 64, TestPackets.ECHO_REPLY);
            // an ARP request, a neighbour solicitation and an echo request
            assertEquals("3", receivedPackets(host));
        });
    }

    /** Returns the counter of the interface, proc_net(5): its first column is the name, the second the bytes. */
    private static String receivedPackets(NetworkNamespace host) throws Exception {
        List<String> table = InNewNamespace.callIn(host,
                () -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
        return table.stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].equals("eth0:"))
                .findFirst().orElseThrow()[2];
    }

    @Test
    void everyFrameIsReadOrCountedAsLost() throws Exception {
        int count = 20_000;
        InNewNamespace.withHost((wire, host) -> {
            InNewNamespace.callIn(host, () -> {
                InNewNamespace.disableIpv6();
                return null;
            });
            try (PacketSocket socket = PacketSocket.open(wire, "wire1", host, "eth0", HOST, MTU)) {
                bringUp4(host);
                TestPort port = new TestPort(socket);
                resolveByArp(port);
                sendFrom(host, count, 100);
                int read = 0;
                while (port.read().length > 0) {
                    read++;
                }
                long lost = socket.lost();
                assertTrue(lost > 0, "the ring is too large to overflow: " + read + " read");
                assertTrue(read > 5_000, "the ring is too small: " + read + " read");
                assertEquals(count, read + lost);
                assertEquals(lost, socket.lost(), "reading the counter does not reset it");
            }
        });
    }

    @Test
    void vethPairHasTheRequestedAttributesAndIsDeletedWithThePort() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            try (PacketSocket socket = PacketSocket.open(wire, "wire1", host, "eth0", HOST, 9000)) {
                KernelInterface link = host.netlink().link("eth0");
                assertEquals("veth", link.kind().orElseThrow());
                assertEquals(9000, link.mtu());
                assertEquals("02:00:00:00:00:01", link.address());
                assertFalse(link.isUp());
                assertTrue(wire.netlink().link("wire1").isUp());
                assertEquals(LinkType.ETHERNET, socket.linkType());
            }
            assertEquals(1, host.netlink().links().size());
            assertEquals(1, wire.netlink().links().size());
        });
    }

    @Test
    void tooLongFrameIsRefused() throws Exception {
        withPort(MTU, (host, _, port) -> {
            bringUp(host);
            assertTrue(port.write(frame(IPV4, new byte[MTU])));
            assertFalse(port.write(frame(IPV4, new byte[MTU + 100])));
        });
    }

    @Test
    void deletingTheInterfaceMakesTheReadFail() throws Exception {
        withPort(MTU, (host, _, port) -> {
            host.netlink().delete("eth0");
            LinuxException gone = assertThrows(LinuxException.class, () -> port.await(frame -> false));
            assertTrue(gone.is(Errno.ENETDOWN), gone.getMessage());
        });
    }

    private static void bringUp(NetworkNamespace host) throws Exception {
        bringUp4(host);
        host.netlink().addAddress("eth0", TestPackets.address("2001:db8::1"), 64);
    }

    private static void bringUp4(NetworkNamespace host) throws Exception {
        host.netlink().up("eth0");
        host.netlink().addAddress("eth0", TestPackets.address("192.0.2.1"), 24);
    }

    /** Makes the host learn the peer's hardware address from requests for its own. */
    private static void resolve(TestPort port) throws Exception {
        resolveByArp(port);
        resolveByNeighbourDiscovery(port);
    }

    /** RFC 826. */
    private static void resolveByArp(TestPort port) throws Exception {
        ByteBuffer request = ByteBuffer.allocate(28).putShort((short) 1).putShort((short) IPV4).put((byte) 6)
                .put((byte) 4).putShort((short) 1).put(PEER)
                .put(TestPackets.address("192.0.2.2").getAddress())
                .put(new byte[6]).put(TestPackets.address("192.0.2.1").getAddress());
        assertTrue(port.write(frame(ARP, request.array())));
        byte[] reply = inside(ARP, port.await(frame -> typeOf(frame) == ARP));
        assertEquals(2, reply[7], "an ARP reply");
        assertEquals(0, Arrays.compare(HOST, 0, 6, reply, 8, 14));
    }

    /** RFC 4861 §4.3, §4.4. */
    private static void resolveByNeighbourDiscovery(TestPort port) throws Exception {
        ByteBuffer solicitation = ByteBuffer.allocate(40 + 32).putInt(0x60000000).putShort((short) 32)
                .put((byte) 58)
                .put((byte) 255).put(TestPackets.address("2001:db8::2").getAddress())
                .put(TestPackets.address("2001:db8::1").getAddress())
                .put((byte) 135).put((byte) 0).putShort((short) 0).putInt(0)
                .put(TestPackets.address("2001:db8::1").getAddress()).put((byte) 1).put((byte) 1).put(PEER);
        assertTrue(port.write(frame(IPV6, TestPackets.withChecksum6(solicitation).array())));
        port.await(frame -> typeOf(frame) == IPV6 && TestPackets.icmpType(inside(IPV6, frame)) == (byte) 136);
    }

    private static void assertEchoReply(TestPort port, int type, String from, String to, int length,
            byte replyType)
            throws Exception {
        byte[] ping = frame(type, ping(from, to, length));
        assertTrue(port.write(ping));
        byte[] reply = port
                .await(frame -> typeOf(frame) == type
                        && TestPackets.icmpType(inside(type, frame)) == replyType);
        assertEquals(ping.length, reply.length);
    }

    /** Sends datagrams from the host; a socket stays in the namespace in which it was opened. */
    private static void sendFrom(NetworkNamespace host, int count, int length) throws Exception {
        try (DatagramSocket socket = InNewNamespace.callIn(host, DatagramSocket::new)) {
            for (int i = 0; i < count; i++) {
                socket.send(
                        new DatagramPacket(new byte[length], length, TestPackets.address("192.0.2.2"), 9));
            }
        }
    }

    private static byte[] ping(String from, String to, int length) throws Exception {
        return TestPackets.ping(TestPackets.address(from), TestPackets.address(to), length);
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(ETHERNET_HEADER + payload.length).put(HOST).put(PEER)
                .putShort((short) type)
                .put(payload).array();
    }

    private static int typeOf(byte[] frame) {
        return Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(12));
    }

    private static byte[] inside(int type, byte[] frame) {
        assertEquals(type, typeOf(frame));
        return Arrays.copyOfRange(frame, ETHERNET_HEADER, frame.length);
    }
}
