package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.testing.Cli;
import netkit.testing.Keystore;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** ws-client with servers whose certificate is trusted, or not. */
@Timeout(60)
@Tag("slow")
class WsClientTlsTest {
    @Test
    void untrustedCertificateIsRefused(@TempDir Path folder) throws Exception {
        String keystore = Keystore.create(folder).toString();
        try (WebSocketServer secure = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(new CommandEcho())), Map.of(),
                WebSocketOptions.DEFAULT,
                Optional.of(Tls.server(Path.of(keystore), "changeit".toCharArray())), _ -> {})) {
            String url = "wss://" + secure.endpoint() + "/";
            byte[] input = "Hello\n".getBytes(StandardCharsets.US_ASCII);
            assertEquals("Hello\n", WsClientRun.of(url, input, "--trust", keystore).out());
            assertEquals("Hello\n", WsClientRun.of(url, input, "--insecure").out());
            Cli.Result refused = WsClientRun.of(url, input);
            assertEquals(1, refused.code(), refused.toString());
            assertEquals("netkit ws-client: cannot connect to " + secure.endpoint()
                    + ": its certificate is not signed by a trusted authority; --trust KEYSTORE trusts it,"
                    + " --insecure accepts any certificate\n", refused.err());
            Cli.Result wrong = WsClientRun.of(url, input, "--trust", keystore, "--trust-password", "wrong");
            assertEquals(1, wrong.code(), wrong.toString());
            assertEquals(
                    "netkit ws-client: cannot use the keystore " + keystore + ": the password is wrong\n",
                    wrong.err());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"localhost | -10d | its certificate is valid from \\S+ to \\S+ only",
        "localhost | +10d | its certificate is valid from \\S+ to \\S+ only",
        "other.example | -0d | its certificate is for another host"})
    void trustedCertificateForAnotherTimeOrHostIsRefused(String host, String start,
            String objection,
            @TempDir Path folder) throws Exception {
        Path keystore = Keystore.create(folder, host, start);
        try (WebSocketServer secure = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(new CommandEcho())), Map.of(),
                WebSocketOptions.DEFAULT,
                Optional.of(Tls.server(keystore, Keystore.PASSWORD.toCharArray())), _ -> {})) {
            String url = "wss://localhost:" + secure.endpoint().port() + "/";
            byte[] input = "Hello\n".getBytes(StandardCharsets.US_ASCII);
            Cli.Result refused = WsClientRun.of(url, input, "--trust", keystore.toString());
            assertEquals(1, refused.code(), refused.toString());
            assertTrue(
                    refused.err().matches("netkit ws-client: cannot connect to localhost:\\d+: " + objection
                            + "; --insecure accepts it\n"),
                    refused.toString());
            assertEquals("Hello\n", WsClientRun.of(url, input, "--insecure").out());
        }
    }
}
