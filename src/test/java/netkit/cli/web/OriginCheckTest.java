package netkit.cli.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;

/** What a page of another origin can do with ws-server and sio-server: nothing, by whatever transport. */
@Timeout(60)
class OriginCheckTest {
    private static final String ENGINE = "/socket.io/?EIO=4&transport=";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    /** Each transport of each server: a command, and a request without its Host. */
    private static final List<List<String>> TRANSPORTS = List.of(
            List.of("ws-server", "GET / HTTP/1.1\r\nConnection: close\r\n"),
            List.of("ws-server", "GET /chat HTTP/1.1\r\n" + UPGRADE),
            List.of("ws-server", "GET /echo HTTP/1.1\r\n" + UPGRADE),
            List.of("ws-server", "GET /frames HTTP/1.1\r\n" + UPGRADE),
            List.of("sio-server", "GET / HTTP/1.1\r\nConnection: close\r\n"),
            List.of("sio-server", "GET " + ENGINE + "websocket HTTP/1.1\r\n" + UPGRADE),
            List.of("sio-server", "GET " + ENGINE + "polling HTTP/1.1\r\nConnection: close\r\n"),
            List.of("sio-server", "GET " + ENGINE + "polling&sid=x HTTP/1.1\r\n" + UPGRADE),
            List.of("sio-server",
                    "POST " + ENGINE
                            + "polling&sid=x HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n"),
            List.of("sio-server", "OPTIONS " + ENGINE + "polling HTTP/1.1\r\nConnection: close\r\n"));

    /** Sends a request and returns the head of the response. */
    private static String ask(Cli.Running server, String request, String host, String... lines)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            String more = String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList());
            socket.getOutputStream().write((request + "Host: " + host + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (int next = 0; next >= 0 && head.indexOf("\r\n\r\n") < 0;) {
                next = socket.getInputStream().read();
                head.append((char) next);
            }
            return head.toString();
        }
    }

    private static boolean isForbidden(String head) {
        return head.startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws-server", "sio-server"})
    void everyTransportRefusesForeignOriginsAndHosts(String command) throws Exception {
        try (Cli.Running server = Cli.start(command, "--port", "0")) {
            String here = "127.0.0.1:" + server.port();
            for (List<String> transport : TRANSPORTS) {
                if (transport.getFirst().equals(command)) {
                    String request = transport.getLast();
                    String foreign = ask(server, request, here, "Origin: http://evil.test");
                    assertTrue(isForbidden(foreign), request + foreign);
                    assertFalse(foreign.contains("Access-Control"), foreign);
                    assertTrue(isForbidden(ask(server, request, here, "Origin: null")), request);
                    assertTrue(isForbidden(ask(server, request, "evil.test:" + server.port())), request);
                    assertTrue(isForbidden(ask(server, request, "evil.test", "Origin: http://evil.test")),
                            request);
                    for (String own : List.of("http://" + here, "http://localhost:" + server.port())) {
                        assertFalse(isForbidden(ask(server, request, here, "Origin: " + own)), request);
                    }
                    assertFalse(isForbidden(ask(server, request, "localhost")), request);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ws-server, --origin", "sio-server, --cors"})
    void optionAdmitsFurtherOrigins(String command, String option) throws Exception {
        String page = "GET / HTTP/1.1\r\nConnection: close\r\n";
        try (Cli.Running server = Cli.start(command, "--port", "0", option, "http://a.test", option,
                "http://b.test:81")) {
            assertFalse(isForbidden(ask(server, page, "localhost", "Origin: http://a.test")));
            assertFalse(isForbidden(ask(server, page, "b.test:81", "Origin: http://b.test:81")));
            assertTrue(isForbidden(ask(server, page, "localhost", "Origin: http://c.test")));
        }
        try (Cli.Running server = Cli.start(command, "--port", "0", option, "*")) {
            assertFalse(isForbidden(ask(server, page, "c.test", "Origin: http://c.test")));
        }
        Cli.Result wrong = Cli.run(command, "--port", "0", option, "http://a.test/page");
        assertEquals(ExitCode.USAGE, wrong.code(), wrong.toString());
        assertTrue(wrong.err().contains(option + " must be * or an origin such as"), wrong.toString());
    }

    @Test
    void refusalIsLoggedInOneEscapedLine() throws Exception {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0")) {
            ask(server, "GET / HTTP/1.1\r\nConnection: close\r\n", "localhost", "Origin: http://\u009b31m");
            server.awaitErrorLine("\\S+ refused 127\\.0\\.0\\.1:\\d+: 403, pages of 'http://\\\\u009b31m'"
                    + " may not use this server; .*");
        }
    }
}
