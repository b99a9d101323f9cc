package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    /** Examples of RFC 5952 §2 and §4, and edge cases. */
    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.1", "255.255.255.255, 255.255.255.255", "0.0.0.0, 0.0.0.0",
        "2001:0db8::0001, 2001:db8::1", "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", "2001:DB8::AbCd, 2001:db8::abcd", "0:0:0:0:0:0:0:0, ::",
        "::1, ::1", "fe80::, fe80::", "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8", "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::"})
    void addressIsPrintedAsRfc5952Recommends(String given, String text) throws Exception {
        InetAddress address = InetAddress.getByName(given);
        assertEquals(text, IpAddress.of(address).toString());
        assertEquals(address, IpAddress.of(address).toInetAddress());
    }

    @ParameterizedTest
    @CsvSource({"224.0.0.1, true", "239.255.255.255, true", "192.0.2.1, false", "255.255.255.255, false",
        "ff02::1, true", "2001:db8::1, false"})
    void multicastIsRecognizedByTheFirstBits(String address, boolean multicast) throws Exception {
        assertEquals(multicast, IpAddress.of(InetAddress.getByName(address)).isMulticast());
    }

    @Test
    void ethernetAddressHas48Bits() {
        assertEquals("02:00:00:00:00:ff", new MacAddress(0x0200_0000_00FFL).toString());
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
    }
}
