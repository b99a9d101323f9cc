package netkit.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongProtocolTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1", "POST /a?b=c%20d HTTP/1.0", "OPTIONS * HTTP/1.1", "PRI * HTTP/2.0",
                "CONNECT a.example:80 HTTP/1.1", "GET /a b HTTP/1.1", "M-SEARCH * HTTP/1.1\r"})
    void requestLineOfHttpIsRecognized(String line) {
        assertTrue(WrongProtocol.isHttp(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /", "hello", "PUT orders 4", "HTTP/1.1", "HTTP/1.1 200 OK", "/nick ann"})
    void otherLinesAreNot(String line) {
        assertFalse(WrongProtocol.isHttp(line));
    }
}
