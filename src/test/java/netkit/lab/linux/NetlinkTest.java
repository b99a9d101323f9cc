package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.packet.MacAddress;

import netkit.testing.Programs;

@Timeout(60)
@Tag("lab")
class NetlinkTest {
    private static final MacAddress ADDRESS = new MacAddress(0x0200_0000_0001L);

    @Test
    void newNamespaceHasOnlyALoopbackInterfaceThatIsDown() throws Exception {
        InNewNamespace.run(namespace -> {
            List<KernelInterface> links = namespace.netlink().links();
            assertEquals(List.of("lo"), links.stream().map(KernelInterface::name).toList());
            assertTrue(links.getFirst().isLoopback());
            assertFalse(links.getFirst().isUp());
        });
    }

    @Test
    void interfaceGoesUp() throws Exception {
        InNewNamespace.run(namespace -> {
            Netlink netlink = namespace.netlink();
            netlink.up("lo");
            assertTrue(netlink.link("lo").isUp());
        });
    }

    @Test
    void vethPeerIsCreatedInTheOtherNamespace() throws Exception {
        InNewNamespace.withHost((here, there) -> {
            here.netlink().addVeth("wire1", there, "eth0", ADDRESS, 1400);
            assertEquals(List.of("lo", "wire1"), names(here));
            assertEquals(List.of("lo", "eth0"), names(there));
            assertEquals(1400, here.netlink().link("wire1").mtu());
            assertEquals("02:00:00:00:00:01", there.netlink().link("eth0").address());
            there.netlink().delete("eth0");
            assertEquals(List.of("lo"), names(here), "deleting one end deletes both");
        });
    }

    @Test
    void interfaceAttributesCanBeChanged() throws Exception {
        InNewNamespace.withHost((here, there) -> {
            Netlink netlink = here.netlink();
            netlink.addVeth("wire1", there, "eth0", ADDRESS, 1500);
            netlink.setMtu("wire1", 65000);
            netlink.setTransmitQueue("wire1", 77);
            netlink.setHardwareAddress("wire1", ADDRESS);
            KernelInterface link = netlink.link("wire1");
            assertEquals(65000, link.mtu());
            assertEquals(77, link.transmitQueue());
            assertEquals("02:00:00:00:00:01", link.address());
        });
    }

    @Test
    void addressIsUsableAtOnce() throws Exception {
        Programs.assumeIpv6();
        InNewNamespace.run(namespace -> {
            namespace.netlink().up("lo");
            for (String literal : List.of("192.0.2.1", "2001:db8::1")) {
                InetAddress address = TestPackets.address(literal);
                namespace.netlink().addAddress("lo", address, address.getAddress().length * 8);
                try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
                    assertEquals(address, socket.getLocalAddress());
                }
            }
        });
    }

    @Test
    void addressRequiresItsInterfaceToBeUp() throws Exception {
        InNewNamespace.run(namespace -> {
            IOException e = assertThrows(IOException.class,
                    () -> namespace.netlink().addAddress("lo", TestPackets.address("192.0.2.1"), 24));
            assertTrue(e.getMessage().contains("because the interface is down"), e.getMessage());
        });
    }

    @Test
    void errorHasTheRequestAndTheErrno() throws Exception {
        InNewNamespace.run(namespace -> {
            LinuxException e = assertThrows(LinuxException.class, () -> namespace.netlink().up("nosuch"));
            assertEquals("set nosuch up: ENODEV (no such device)", e.getMessage());
            assertTrue(e.is(Errno.ENODEV));
        });
    }

    @Test
    void errorHasTheMessageOfTheKernel() throws Exception {
        InNewNamespace.withHost((here, there) -> {
            here.netlink().addVeth("wire1", there, "eth0", ADDRESS, 1500);
            LinuxException e = assertThrows(LinuxException.class, () -> here.netlink().setMtu("wire1", 9));
            assertEquals("set the MTU of wire1 to 9: EINVAL (invalid argument): mtu less than device minimum",
                    e.getMessage());
            // the next request is not affected by the error
            assertEquals("wire1", here.netlink().link("wire1").name());
        });
    }

    @Test
    void socketBelongsToTheNamespaceInWhichItWasOpened() throws Exception {
        InNewNamespace.withHost((wire, host) -> {
            host.netlink().up("lo"); // from a thread in the other namespace
            assertTrue(host.netlink().link("lo").isUp());
            assertFalse(wire.netlink().link("lo").isUp());
        });
    }

    private static List<String> names(NetworkNamespace namespace) throws IOException {
        return namespace.netlink().links().stream().map(KernelInterface::name).toList();
    }
}
