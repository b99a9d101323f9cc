package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
    private final Admission admission = new Admission(new ConnectionLimits(3, 2));

    private static InetAddress client(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void anAddressCannotTakeAllPlaces() throws Exception {
        assertEquals(Optional.empty(), admission.enter(client(1)));
        assertEquals(Optional.empty(), admission.enter(client(1)));
        assertEquals(Optional.of("10.0.0.1 has 2 places already, the most for one address"),
                admission.enter(client(1)));
        assertEquals(Optional.empty(), admission.enter(client(2)));
        assertEquals(Optional.of("all 3 places are taken"), admission.enter(client(3)));
    }

    @Test
    void placeIsFreeAgainWhenItsClientLeaves() throws Exception {
        admission.enter(client(1));
        admission.enter(client(1));
        admission.leave(client(1));
        assertEquals(Optional.empty(), admission.enter(client(1)));
        admission.enter(client(2));
        admission.leave(client(2));
        assertEquals(Optional.empty(), admission.enter(client(3)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1", "::ffff:10.0.0.1, 10.0.0.1", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8:1:2::, 2001:db8:1:2::/64", "2001:db8:1:3::2, 2001:db8:1:3::/64",
        "fe80::1, fe80::1", "::1, ::1"})
    void addressesThatOneHostMayChooseCountAsOne(String address, String counted) throws Exception {
        assertEquals(counted, ClientAddress.of(InetAddress.getByName(address)).text());
    }

    /** A socket that listens on IPv6 has an IPv4 client's address in this form (RFC 4291 §2.5.5.2). */
    @Test
    void ipv4MappedAddressCountsAsIpv4() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
        assertEquals("10.0.0.1", ClientAddress.of(address).text());
    }

    @Test
    void hostWithManyIpv6AddressesCannotTakeAllPlaces() throws Exception {
        assertEquals(Optional.empty(), admission.enter(InetAddress.getByName("2001:db8::1")));
        assertEquals(Optional.empty(), admission.enter(InetAddress.getByName("2001:db8::2")));
        assertEquals(Optional.of("2001:db8::/64 has 2 places already, the most for one address"),
                admission.enter(InetAddress.getByName("2001:db8::3")));
        admission.leave(InetAddress.getByName("2001:db8::2"));
        assertEquals(Optional.empty(), admission.enter(InetAddress.getByName("2001:db8::3")));
    }
}
