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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Programs;

@Timeout(60)
@Tag("lab")
@Tag("peers")
class TapTest extends PacketPortRules {
    @BeforeAll
    static void aDeviceOfOurs() {
        Path device = Path.of("/dev/net/tun");
        Programs.need(Files.isReadable(device) && Files.isWritable(device), "this test needs " + device);
    }

    @Override
    Tap open(NetworkNamespace wire, NetworkNamespace host, int mtu) throws Exception {
        return InNewNamespace.callIn(host, () -> open(host, "eth0", mtu));
    }

    private static Tap open(NetworkNamespace host) throws IOException {
        return open(host, "eth0", MTU);
    }

    private static Tap open(NetworkNamespace host, String name, int mtu) throws IOException {
        return Tap.open(host, name, HOST, mtu);
    }

    @Test
    void transmitQueueIsLong() throws Exception {
        withPort(MTU, (host, _, _) -> {
            KernelInterface link = host.netlink().link("eth0");
            assertEquals("tun", link.kind().orElseThrow());
            assertEquals(10_000, link.transmitQueue());
        });
    }

    @Test
    void missingDeviceIsNamed() throws Exception {
        InNewNamespace.run(host -> {
            InNewNamespace.mountForThisThreadOnly();
            Mounts.mount("tmpfs", "/dev/net", "tmpfs", 0);
            LinuxException e = assertThrows(LinuxException.class, () -> open(host));
            assertEquals("open /dev/net/tun: ENOENT (no such file)", e.getMessage());
        });
    }

    @Test
    void existingInterfaceNameIsRefused() throws Exception {
        InNewNamespace.run(host -> {
            try (Tap _ = open(host)) {
                LinuxException e = assertThrows(LinuxException.class, () -> open(host));
                assertEquals("create the interface eth0 (TUNSETIFF) with /dev/net/tun: EBUSY (in use)",
                        e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> open(host, "a-name-too-long-", MTU));
            }
        });
    }

    @Test
    void closingLeavesNoDescriptorOrInterface() throws Exception {
        InNewNamespace.run(host -> {
            open(host).close(); // the first use opens descriptors that stay open
            long before = devicesOpen();
            for (int i = 0; i < 50; i++) {
                try (Tap _ = open(host)) {
                    assertEquals(before + 1, devicesOpen());
                    assertThrows(LinuxException.class, () -> open(host, "eth1", 1));
                }
            }
            assertEquals(before, devicesOpen());
            assertEquals(1, host.netlink().links().size());
        });
    }

    private static long devicesOpen() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(TapTest::isDevice).count();
        }
    }

    private static boolean isDevice(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith("net/tun");
        } catch (IOException _) {
            return false; // has been closed
        }
    }

    @Test
    void readReturnsNothingIfNothingWasSent() throws Exception {
        InNewNamespace.run(host -> {
            try (Tap tap = open(host)) {
                assertArrayEquals(new byte[0], new TestPort(tap).read());
                assertFalse(new Poller(tap.descriptor()).await(0));
            }
        });
    }

    @Test
    void undeliverableFrameIsRefused() throws Exception {
        InNewNamespace.run(host -> {
            try (Tap tap = open(host)) {
                TestPort test = new TestPort(tap);
                byte[] ping = frame(IPV4, ping("192.0.2.2", "192.0.2.1", 64));
                assertFalse(test.write(ping), "the interface is down");
                bringUp(host);
                assertTrue(test.write(ping));
                assertFalse(test.write(new byte[13]), "shorter than an Ethernet header");
            }
        });
    }

    @Test
    void packetsBeyondTheTransmitQueueAreCountedAsLost() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            InNewNamespace.callIn(host, () -> {
                InNewNamespace.disableIpv6();
                return null;
            });
            try (Tap tap = open(wire, host, MTU)) {
                bringUp4(host);
                host.netlink().setTransmitQueue("eth0", 10);
                TestPort test = new TestPort(tap);
                resolveByArp(test);
                sendFrom(host, 50, 100);
                int read = 0;
                while (test.read().length > 0) {
                    read++;
                }
                assertEquals(10, read);
                assertEquals(40, tap.lost());
            }
        });
    }

    @Test
    void readingAndWritingAllocateNothing() throws Exception {
        withResolvedPort(MTU, (_, tap, _) -> {
            byte[] ping = frame(IPV4, ping("192.0.2.2", "192.0.2.1", 64));
            MemorySegment packet = Arena.ofAuto().allocate(ping.length).copyFrom(MemorySegment.ofArray(ping));
            MemorySegment buffer = Arena.ofAuto().allocate(2 * MTU);
            Poller poller = new Poller(tap.descriptor());
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated;
            do { // until the method is compiled; never, if anything is allocated
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++) {
                    tap.write(packet, ping.length);
                    poller.await(1_000_000);
                    poller.isReadable(0);
                    tap.read(buffer);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            } while (allocated >= 1000);
        });
    }
}
