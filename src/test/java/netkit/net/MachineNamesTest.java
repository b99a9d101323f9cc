package netkit.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineNamesTest {
    private static final List<InetAddress> ASSIGNED = List.of(InetAddress.ofLiteral("192.0.2.7"),
            InetAddress.ofLiteral("fe80::7"));

    private final MachineNames names = new MachineNames(List.of("Alice.Test"), ASSIGNED::contains,
            () -> Optional.of("pc7.school.test"));

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.8.0.1",
        "127.1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "192.0.2.7",
        "[fe80::7]", "[::ffff:192.0.2.7]", "alice.test", "ALICE.test.", "pc7", "PC7.local",
        "pc7.school.test"})
    void nameOfThisMachineIsKnown(String host) {
        assertTrue(names.include(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evil.test", "localhost.evil.test", "xlocalhost", "127.0.0.1.evil.test",
        "192.0.2.8", "[fe80::8]", "[::1", "::1", "[localhost]", "1.2.3.4.5", "999.0.0.1", "[]", ".",
        "pc7.evil.test", "pc7.school.test.evil.test", "school.test", "alice"})
    void otherNameIsNot(String host) {
        assertFalse(names.include(host));
    }

    @Test
    void systemWithoutANameHasItsAddresses() {
        MachineNames nameless = new MachineNames(List.of(), ASSIGNED::contains, Optional::empty);
        assertTrue(nameless.include("192.0.2.7"));
        assertFalse(nameless.include("pc7"));
    }

    @Test
    void addressesOfTheSystemsInterfacesAreKnown() {
        MachineNames system = MachineNames.with(List.of());
        assertTrue(system.include(InetAddress.getLoopbackAddress().getHostAddress()));
        assertFalse(system.include("192.0.2.7"), "RFC 5737: an address for documentation");
        assertFalse(system.include("evil.test"), "RFC 6761: a name that nobody has");
    }
}
