package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("lab")
class PacketSocketTest extends PacketPortRules {
    @Override
    PacketSocket open(NetworkNamespace wire, NetworkNamespace host, int mtu) throws Exception {
        return PacketSocket.open(wire, "wire1", host, "eth0", HOST, mtu);
    }

    @Test
    void firstFrameArrivesAsSoonAsTheInterfaceIsUp() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            for (int i = 0; i < 20; i++) {
                try (PacketSocket socket = open(wire, host, MTU)) {
                    TestPort test = new TestPort(socket);
                    assertFalse(test.write(frame(IPV4, new byte[20])), "the host's end is down");
                    assertEquals(0, socket.lost(), "refused frames are not counted");
                    bringUp4(host);
                    resolveByArp(test);
                }
            }
        });
    }

    @Test
    void wireEndSendsNothingOfItsOwn() throws Exception {
        withResolvedPort(MTU, (host, _, test) -> {
            assertEchoReply(test, IPV4, "192.0.2.2", "192.0.2.1", 64, TestPackets.ECHO_REPLY);
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
            try (PacketSocket socket = open(wire, host, MTU)) {
                bringUp4(host);
                TestPort test = new TestPort(socket);
                resolveByArp(test);
                sendFrom(host, count, 100);
                int read = 0;
                while (test.read().length > 0) {
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
    void portIsOneEndOfAVethPair() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            try (PacketSocket _ = open(wire, host, MTU)) {
                assertEquals("veth", host.netlink().link("eth0").kind().orElseThrow());
                assertTrue(wire.netlink().link("wire1").isUp());
            }
        });
    }

    @Test
    void tooLongFrameIsRefused() throws Exception {
        withPort(MTU, (host, _, test) -> {
            bringUp(host);
            assertTrue(test.write(frame(IPV4, new byte[MTU])));
            assertFalse(test.write(frame(IPV4, new byte[MTU + 100])));
        });
    }

    @Test
    void deletingTheInterfaceMakesTheReadFail() throws Exception {
        withPort(MTU, (host, _, test) -> {
            host.netlink().delete("eth0");
            LinuxException gone = assertThrows(LinuxException.class, () -> test.await(frame -> false));
            assertTrue(gone.is(Errno.ENETDOWN), gone.getMessage());
        });
    }
}
