package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;

class EndpointIpv6Test {
    private static void assertShown(String expected, String address) {
        assertEquals(expected, Endpoint.of(new InetSocketAddress(address, 9)).toString());
    }

    @Test
    void longestRunOfZeroGroupsIsCompressed() {
        assertShown("[::1]:9", "::1");
        assertShown("[::]:9", "::");
        assertShown("[fe80::]:9", "fe80::");
        assertShown("[2001:db8:0:1::1]:9", "2001:db8:0:1:0:0:0:1");
        assertShown("[1::2:0:0:3]:9", "1:0:0:0:2:0:0:3");
    }

    @Test
    void firstOfTwoEqualRunsIsCompressed() {
        assertShown("[2001:db8::1:0:0:1]:9", "2001:db8:0:0:1:0:0:1");
        assertShown("[::1:0:0:1:1:1]:9", "0:0:1:0:0:1:1:1");
    }

    @Test
    void singleZeroGroupIsNotCompressed() {
        assertShown("[2001:db8:0:1:1:1:1:1]:9", "2001:db8:0:1:1:1:1:1");
        assertShown("[1:10:0:a0:1:1:1:1]:9", "1:10:0:a0:1:1:1:1");
    }

    @Test
    void ipv4IsUnchanged() {
        assertShown("10.0.0.0:9", "10.0.0.0");
    }
}
