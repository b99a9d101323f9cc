package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "9000,                 127.0.0.1,       9000",
        "0,                    127.0.0.1,       0",
        "65535,                127.0.0.1,       65535",
        "localhost:80,         localhost,       80",
        "10.1.2.3:80,          10.1.2.3,        80",
        "[::1]:80,             ::1,             80",
        "[fe80::1%eth0]:80,    fe80::1%eth0,    80"})
    void endpointIsHostAndPortOrBarePort(String typed, String host, int port) {
        assertEquals(new Endpoint(host, port), Endpoint.parse(typed));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "1x           | '1x' is not a port: a number from 0 to 65535",
        "localhost    | 'localhost' is not a port: write HOST:PORT, such as localhost:9000",
        "127.0.0.1    | '127.0.0.1' is not a port: write HOST:PORT, such as 127.0.0.1:9000",
        "http://x/    | 'http://x/' is a URL, not an address: write HOST:PORT",
        "``           | '' is not a port: a number from 0 to 65535",
        "host:        | '' is not a port: a number from 0 to 65535",
        "host:x       | 'x' is not a port: a number from 0 to 65535",
        "host:1.5     | '1.5' is not a port: a number from 0 to 65535",
        "host:65536   | port 65536 is not between 0 and 65535",
        "host:-1      | port -1 is not between 0 and 65535",
        "99999999999  | '99999999999' is not a port: a number from 0 to 65535",
        ":80          | the host is missing: write HOST:PORT, or a bare PORT for this machine",
        "[]:80        | the host is missing: write HOST:PORT, or a bare PORT for this machine",
        "::1          | '::1' is not an address: write IPv6 as [ADDRESS]:PORT",
        "::1:80       | '::1:80' is not an address: write IPv6 as [ADDRESS]:PORT",
        "[[&]]:0     | '[[&]]:0' is not an address: write [ADDRESS]:PORT",
        "[::1]        | '[::1]' is not an address: write [ADDRESS]:PORT",
        "[::1]80      | '[::1]80' is not an address: write [ADDRESS]:PORT",
        "[::1]:       | '' is not a port: a number from 0 to 65535"})
    void invalidAddressIsRefusedAndTheWrongPartIsNamed(String typed, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(typed));

        assertEquals(message, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "localhost:0", "[::1]:80"})
    void printedFormParses(String text) {
        assertEquals(text, Endpoint.parse(text).toString());
    }

    @Test
    void boundAddressIsShownNumerically() throws Exception {
        InetAddress loopback = InetAddress.getByAddress("some-name", new byte[] {127, 0, 0, 1});

        assertEquals("127.0.0.1:5000", Endpoint.of(new InetSocketAddress(loopback, 5000)).toString());
        assertEquals("far.example:5000",
                Endpoint.of(InetSocketAddress.createUnresolved("far.example", 5000)).toString());
    }

    @Test
    void numericAddressResolvesToItself() throws Exception {
        InetSocketAddress address = new Endpoint("127.0.0.1", 80).resolve();

        assertTrue(address.getAddress().isLoopbackAddress());
        assertEquals(80, address.getPort());
    }

    /** RFC 6761 §6.4: no name under {@code invalid} ever resolves. */
    @Test
    void unknownHostIsNamedInTheException() {
        Exception e = assertThrows(UnknownHostException.class,
                () -> new Endpoint("host.invalid", 80).resolve());

        assertEquals("host.invalid", e.getMessage());
    }
}
