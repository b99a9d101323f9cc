package netkit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import netkit.net.Endpoint;

class ListenAddressTest {
    private static Endpoint of(String typed, String host, Integer port) {
        return ListenAddress.of(typed, host, port, "127.0.0.1", 9000);
    }

    private static String refusal(String typed, String host, Integer port) {
        return assertThrows(IllegalArgumentException.class, () -> of(typed, host, port)).getMessage();
    }

    @Test
    void addressIsTypedInEitherWay() {
        assertEquals(new Endpoint("127.0.0.1", 9000), of(null, null, null));
        assertEquals(new Endpoint("127.0.0.1", 9001), of("9001", null, null));
        assertEquals(new Endpoint("0.0.0.0", 9001), of("0.0.0.0:9001", null, null));
        assertEquals(new Endpoint("::1", 9001), of("[::1]:9001", null, null));
        assertEquals(new Endpoint("0.0.0.0", 9001), of(null, "0.0.0.0", 9001));
        assertEquals(new Endpoint("0.0.0.0", 9001), of("9001", "0.0.0.0", null));
    }

    @Test
    void partGivenTwiceIsRefused() {
        assertEquals("the port is given twice: 9001 and --port 9002", refusal("9001", null, 9002));
        assertEquals("the port is given twice: 9001 and --port 9001", refusal("0.0.0.0:9001", null, 9001));
        assertEquals("the host is given twice: 0.0.0.0 and --host ::1", refusal("0.0.0.0:9001", "::1", null));
    }

    @Test
    void missingPortIsRefusedWhereThereIsNoDefault() {
        assertEquals("the port is missing: write for example 9000",
                assertThrows(IllegalArgumentException.class,
                        () -> ListenAddress.of(null, null, null, "127.0.0.1", null)).getMessage());
    }
}
