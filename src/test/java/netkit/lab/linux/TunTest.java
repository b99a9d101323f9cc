package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Programs;
import netkit.packet.LinkType;

@Timeout(60)
@Tag("lab")
@Tag("peers")
class TunTest {
    private static final int MTU = 1500;

    @BeforeAll
    static void aDeviceOfOurs() {
        Path device = Path.of("/dev/net/tun");
        Programs.need(Files.isReadable(device) && Files.isWritable(device), "this test needs " + device);
    }

    @Test
    void kernelOfTheHostRepliesToAPing() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                bringUp(host);
                TestPort port = new TestPort(tun);
                assertEchoReply(port, "192.0.2.2", "192.0.2.1", 64, TestPackets.ECHO_REPLY);
                assertEchoReply(port, "2001:db8::2", "2001:db8::1", 64, TestPackets.ECHO_REPLY_6);
            }
        });
    }

    @Test
    void packetCanBeAsLongAsTheMtu() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", 65000)) {
                bringUp(host);
                TestPort port = new TestPort(tun);
                assertEchoReply(port, "192.0.2.2", "192.0.2.1", 65000 - 20, TestPackets.ECHO_REPLY);
                assertEchoReply(port, "2001:db8::2", "2001:db8::1", 65000 - 40, TestPackets.ECHO_REPLY_6);
            }
        });
    }

    @Test
    void kernelOfTheHostDropsAWrongChecksum() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                bringUp(host);
                TestPort port = new TestPort(tun);
                byte[] broken = ping(64);
                broken[60] ^= 1;
                assertTrue(port.write(broken));
                // there is a reply only to the second ping, with its length
                byte[] whole = ping(65);
                assertTrue(port.write(whole));
                assertEquals(whole.length, port.await(TunTest::isReply).length);
            }
        });
    }

    @Test
    void interfaceHasTheRequestedAttributes() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", 1280)) {
                KernelInterface link = host.netlink().link("eth0");
                assertEquals("tun", link.kind().orElseThrow());
                assertEquals(1280, link.mtu());
                assertEquals(10_000, link.transmitQueue());
                assertFalse(link.isUp());
                assertEquals(LinkType.RAW_IP, tun.linkType());
            }
            assertEquals(1, host.netlink().links().size(), "closing the port deletes the interface");
        });
    }

    @Test
    void missingDeviceIsNamed() throws Exception {
        InNewNamespace.run(host -> {
            InNewNamespace.mountForThisThreadOnly();
            Mounts.mount("tmpfs", "/dev/net", "tmpfs", 0);
            LinuxException e = assertThrows(LinuxException.class, () -> Tun.open(host, "eth0", MTU));
            assertEquals("open /dev/net/tun: ENOENT (no such file)", e.getMessage());
        });
    }

    @Test
    void existingInterfaceNameIsRefused() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun _ = Tun.open(host, "eth0", MTU)) {
                LinuxException e = assertThrows(LinuxException.class, () -> Tun.open(host, "eth0", MTU));
                assertEquals("create the interface eth0 (TUNSETIFF) with /dev/net/tun: EBUSY (in use)",
                        e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> Tun.open(host, "a-name-too-long-", MTU));
            }
        });
    }

    @Test
    void closingLeavesNoDescriptorOrInterface() throws Exception {
        InNewNamespace.run(host -> {
            Tun.open(host, "eth0", MTU).close(); // the first use opens descriptors that stay open
            long before = tunsOpen();
            for (int i = 0; i < 50; i++) {
                try (Tun _ = Tun.open(host, "eth0", MTU)) {
                    assertEquals(before + 1, tunsOpen());
                    assertThrows(LinuxException.class, () -> Tun.open(host, "eth1", 1));
                }
            }
            assertEquals(before, tunsOpen());
            assertEquals(1, host.netlink().links().size());
        });
    }

    private static long tunsOpen() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(TunTest::isTun).count();
        }
    }

    private static boolean isTun(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith("net/tun");
        } catch (IOException _) {
            return false; // has been closed
        }
    }

    @Test
    void readReturnsNothingIfNothingWasSent() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                assertArrayEquals(new byte[0], new TestPort(tun).read());
                assertFalse(new Poller(tun.descriptor()).await(0));
            }
        });
    }

    @Test
    void undeliverablePacketIsRefused() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                TestPort port = new TestPort(tun);
                byte[] ping = ping(64);
                assertFalse(port.write(ping), "the interface is down");
                bringUp(host);
                assertTrue(port.write(ping));
                ping[0] = (byte) 0xf5;
                assertFalse(port.write(ping), "there is no IP version 15");
            }
        });
    }

    @Test
    void packetsBeyondTheTransmitQueueAreCountedAsLost() throws Exception {
        InNewNamespace.run(host -> {
            InNewNamespace.disableIpv6();
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                bringUp4(host);
                host.netlink().setTransmitQueue("eth0", 10);
                TestPort port = new TestPort(tun);
                InetAddress peer = TestPackets.address("192.0.2.2");
                try (DatagramSocket socket = new DatagramSocket()) {
                    for (int i = 0; i < 50; i++) {
                        socket.send(new DatagramPacket(new byte[100], 100, peer, 9));
                    }
                }
                int read = 0;
                while (port.read().length > 0) {
                    read++;
                }
                assertEquals(10, read);
                assertEquals(40, tun.lost());
            }
        });
    }

    @Test
    void readingAndWritingAllocateNothing() throws Exception {
        InNewNamespace.run(host -> {
            try (Tun tun = Tun.open(host, "eth0", MTU)) {
                bringUp(host);
                byte[] ping = ping(64);
                MemorySegment packet = Arena.ofAuto().allocate(ping.length)
                        .copyFrom(MemorySegment.ofArray(ping));
                MemorySegment buffer = Arena.ofAuto().allocate(2 * MTU);
                Poller poller = new Poller(tun.descriptor());
                var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                long allocated;
                do { // until the method is compiled; never, if anything is allocated
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < 1000; i++) {
                        tun.write(packet, ping.length);
                        poller.await(1_000_000);
                        poller.isReadable(0);
                        tun.read(buffer);
                    }
                    allocated = threads.getCurrentThreadAllocatedBytes() - before;
                } while (allocated >= 1000);
            }
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

    private static void assertEchoReply(TestPort port, String from, String to, int length, byte replyType)
            throws Exception {
        byte[] ping = TestPackets.ping(TestPackets.address(from), TestPackets.address(to), length);
        assertTrue(port.write(ping));
        byte[] reply = port.await(packet -> TestPackets.icmpType(packet) == replyType);
        assertEquals(ping.length, reply.length);
    }

    private static byte[] ping(int length) throws Exception {
        return TestPackets.ping(TestPackets.address("192.0.2.2"), TestPackets.address("192.0.2.1"), length);
    }

    private static boolean isReply(byte[] packet) {
        return TestPackets.icmpType(packet) == TestPackets.ECHO_REPLY;
    }
}
