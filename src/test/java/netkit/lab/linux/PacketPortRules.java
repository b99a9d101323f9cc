package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import netkit.packet.MacAddress;

/** What every port does, whatever carries its frames; a peer 192.0.2.2 is played by the test. */
abstract class PacketPortRules {
    static final int MTU = 1500;
    static final MacAddress HOST = new MacAddress(0x0200_0000_0001L);
    static final MacAddress PEER = new MacAddress(0x0200_0000_0002L);
    static final int ARP = 0x0806;
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    private static final int ETHERNET_HEADER = 14;

    interface Work {
        void run(NetworkNamespace host, PacketPort port, TestPort test) throws Exception;
    }

    /** Opens a port of the host's {@code eth0}, which is down; called on a thread of the wire's namespace. */
    abstract PacketPort open(NetworkNamespace wire, NetworkNamespace host, int mtu) throws Exception;

    /** Runs work with a port whose interface is down. */
    final void withPort(int mtu, Work work) throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            try (PacketPort port = open(wire, host, mtu)) {
                work.run(host, port, new TestPort(port));
            }
        });
    }

    /** Runs work with a port whose interface is up and whose host knows the peer's hardware address. */
    final void withResolvedPort(int mtu, Work work) throws Exception {
        withPort(mtu, (host, port, test) -> {
            bringUp(host);
            resolve(test);
            work.run(host, port, test);
        });
    }

    @Test
    void kernelOfTheHostRepliesToArpAndPing() throws Exception {
        withResolvedPort(MTU, (_, _, test) -> {
            assertEchoReply(test, IPV4, "192.0.2.2", "192.0.2.1", 64, TestPackets.ECHO_REPLY);
            assertEchoReply(test, IPV6, "2001:db8::2", "2001:db8::1", 64, TestPackets.ECHO_REPLY_6);
        });
    }

    @Test
    void interfaceHasTheRequestedAttributesAndIsDeletedWithThePort() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            try (PacketPort _ = open(wire, host, 9000)) {
                KernelInterface link = host.netlink().link("eth0");
                assertEquals(9000, link.mtu());
                assertEquals("02:00:00:00:00:01", link.address());
                assertFalse(link.isUp());
            }
            assertEquals(1, host.netlink().links().size());
            assertEquals(1, wire.netlink().links().size());
        });
    }

    @Test
    void frameCanCarryAPacketOfTheMtu() throws Exception {
        withResolvedPort(65000, (_, _, test) -> {
            assertEchoReply(test, IPV4, "192.0.2.2", "192.0.2.1", 65000 - 20, TestPackets.ECHO_REPLY);
            assertEchoReply(test, IPV6, "2001:db8::2", "2001:db8::1", 65000 - 40,
                    TestPackets.ECHO_REPLY_6);
        });
    }

    /** No offload leaves the checksum to an interface card. */
    @Test
    void sentPacketHasAChecksum() throws Exception {
        withResolvedPort(MTU, (host, _, test) -> {
            sendFrom(host, 1, 100);
            ByteBuffer packet = ByteBuffer.wrap(inside(IPV4, test.await(frame -> typeOf(frame) == IPV4)));
            // RFC 768: covers the pseudo-header; over bytes that include it, the checksum is 0
            assertEquals(0, TestPackets.checksum(packet, 12, 8 + 8 + 100, 17 + 8 + 100));
        });
    }

    @Test
    void kernelOfTheHostDropsAWrongChecksum() throws Exception {
        withResolvedPort(MTU, (_, _, test) -> {
            byte[] broken = frame(IPV4, ping("192.0.2.2", "192.0.2.1", 64));
            broken[70] ^= 1;
            assertTrue(test.write(broken));
            // there is a reply only to the second ping, with its length
            assertEchoReply(test, IPV4, "192.0.2.2", "192.0.2.1", 65, TestPackets.ECHO_REPLY);
        });
    }

    /** The padding of a short frame does not belong to the packet, IEEE 802.3 §3.2.8. */
    @Test
    void kernelOfTheHostIgnoresPadding() throws Exception {
        withResolvedPort(MTU, (_, _, test) -> {
            byte[] ping = frame(IPV4, ping("192.0.2.2", "192.0.2.1", 10));
            assertTrue(test.write(Arrays.copyOf(ping, 60)));
            assertEquals(ping.length,
                    test.await(frame -> isReply(IPV4, frame, TestPackets.ECHO_REPLY)).length,
                    "the reply echoes no padding");
        });
    }

    static void bringUp(NetworkNamespace host) throws Exception {
        bringUp4(host);
        host.netlink().addAddress("eth0", TestPackets.address("2001:db8::1"), 64);
    }

    static void bringUp4(NetworkNamespace host) throws Exception {
        host.netlink().up("eth0");
        host.netlink().addAddress("eth0", TestPackets.address("192.0.2.1"), 24);
    }

    /** Makes the host learn the peer's hardware address from requests for its own. */
    private static void resolve(TestPort test) throws Exception {
        resolveByArp(test);
        resolveByNeighbourDiscovery(test);
    }

    /** RFC 826. */
    static void resolveByArp(TestPort test) throws Exception {
        ByteBuffer request = ByteBuffer.allocate(28).putShort((short) 1).putShort((short) IPV4).put((byte) 6)
                .put((byte) 4).putShort((short) 1).put(PEER.bytes())
                .put(TestPackets.address("192.0.2.2").getAddress())
                .put(new byte[6]).put(TestPackets.address("192.0.2.1").getAddress());
        assertTrue(test.write(frame(ARP, request.array())));
        byte[] reply = inside(ARP, test.await(frame -> typeOf(frame) == ARP));
        assertEquals(2, reply[7], "an ARP reply");
        assertEquals(0, Arrays.compare(HOST.bytes(), 0, 6, reply, 8, 14));
    }

    /** RFC 4861 §4.3, §4.4. */
    private static void resolveByNeighbourDiscovery(TestPort test) throws Exception {
        ByteBuffer solicitation = ByteBuffer.allocate(40 + 32).putInt(0x60000000).putShort((short) 32)
                .put((byte) 58)
                .put((byte) 255).put(TestPackets.address("2001:db8::2").getAddress())
                .put(TestPackets.address("2001:db8::1").getAddress())
                .put((byte) 135).put((byte) 0).putShort((short) 0).putInt(0)
                .put(TestPackets.address("2001:db8::1").getAddress()).put((byte) 1).put((byte) 1)
                .put(PEER.bytes());
        assertTrue(test.write(frame(IPV6, TestPackets.withChecksum6(solicitation).array())));
        test.await(frame -> isReply(IPV6, frame, (byte) 136));
    }

    static void assertEchoReply(TestPort test, int type, String from, String to, int length, byte replyType)
            throws Exception {
        byte[] ping = frame(type, ping(from, to, length));
        assertTrue(test.write(ping));
        assertEquals(ping.length, test.await(frame -> isReply(type, frame, replyType)).length);
    }

    private static boolean isReply(int type, byte[] frame, byte replyType) {
        return typeOf(frame) == type && TestPackets.icmpType(inside(type, frame)) == replyType;
    }

    /** Sends datagrams from the host; a socket stays in the namespace in which it was opened. */
    static void sendFrom(NetworkNamespace host, int count, int length) throws Exception {
        try (DatagramSocket socket = InNewNamespace.callIn(host, DatagramSocket::new)) {
            for (int i = 0; i < count; i++) {
                socket.send(
                        new DatagramPacket(new byte[length], length, TestPackets.address("192.0.2.2"), 9));
            }
        }
    }

    static byte[] ping(String from, String to, int length) throws Exception {
        return TestPackets.ping(TestPackets.address(from), TestPackets.address(to), length);
    }

    static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(ETHERNET_HEADER + payload.length).put(HOST.bytes()).put(PEER.bytes())
                .putShort((short) type)
                .put(payload).array();
    }

    static int typeOf(byte[] frame) {
        return Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(12));
    }

    private static byte[] inside(int type, byte[] frame) {
        assertEquals(type, typeOf(frame));
        return Arrays.copyOfRange(frame, ETHERNET_HEADER, frame.length);
    }
}
