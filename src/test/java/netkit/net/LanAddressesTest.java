package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class LanAddressesTest {
    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void addressOfTheDefaultRouteComesFirstThenIpv4() {
        List<InetAddress> all = Stream.of("2001:db8::5", "10.0.0.5", "127.0.0.1", "::1", "fe80::5",
                "169.254.0.5", "192.168.1.5").map(LanAddressesTest::address).toList();
        assertEquals(List.of(address("192.168.1.5"), address("10.0.0.5"), address("2001:db8::5")),
                LanAddresses.sorted(all, Optional.of(address("192.168.1.5"))));
        assertEquals(List.of(address("10.0.0.5"), address("192.168.1.5"), address("2001:db8::5")),
                LanAddresses.sorted(all, Optional.empty()));
    }

    @Test
    void zoneOfAnAddressIsLeftOut() throws Exception {
        InetAddress zoned = Inet6Address.getByAddress(null, address("fd00::2").getAddress(), 2);
        assertEquals("/fd00:0:0:0:0:0:0:2",
                LanAddresses.sorted(List.of(zoned), Optional.empty()).getFirst().toString());
    }

    @Test
    void oneAddressIsItselfAndLoopbackIsNone() {
        assertEquals(List.of(address("192.0.2.5")), LanAddresses.of(address("192.0.2.5")));
        assertEquals(List.of(), LanAddresses.of(address("127.0.0.1")));
        assertEquals(List.of(), LanAddresses.of(address("::1")));
    }

    @Test
    void addressesOfThisMachineAreNotItsLoopback() {
        assertTrue(LanAddresses.of(address("0.0.0.0")).stream().noneMatch(InetAddress::isLoopbackAddress));
    }

    @Test
    void interfacesToContainersAreLeftOut() {
        for (String name : List.of("docker0", "br-1a2b3c", "veth12ab", "virbr0", "vmnet8", "utun3")) {
            assertTrue(LanAddresses.isVirtual(name), name);
        }
        for (String name : List.of("eth0", "wlan0", "enp3s0", "wlp2s0", "en0", "lo", "bridgeless.x")) {
            assertFalse(LanAddresses.isVirtual(name), name);
        }
    }
}
