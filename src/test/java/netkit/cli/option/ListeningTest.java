package netkit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.cli.terminal.QrCode;
import netkit.cli.terminal.SafeWriter;
import netkit.net.Endpoint;
import netkit.net.LanAddresses;
import netkit.testing.Cli;

@Timeout(60)
class ListeningTest {
    @Test
    void addressesForOtherMachinesAreNamed() {
        assertEquals(List.of("open to the network; on other machines, use", "  http://10.0.0.1:80/",
                "  http://10.0.0.2:80/", "  or one of 2 more addresses",
                "if they cannot connect, a firewall on this machine may block port 80"),
                Listening.toOthers(List.of("http://10.0.0.1:80/", "http://10.0.0.2:80/", "c", "d"), 80));
        assertEquals("open to the network: everyone who can reach this machine can reach this port",
                Listening.toOthers(List.of(), 80).getFirst());
    }

    @ParameterizedTest
    @CsvSource({"tcp-server, '', ''", "mq-server, '', ''", "ws-server, http://, /", "sio-server, http://, /"})
    void openServerPrintsTheAddressesOfThisMachine(String command, String before, String behind) {
        try (Cli.Running server = Cli.start(command, "--host", "0.0.0.0", "--port", "0")) {
            int port = server.port();
            server.awaitErrorLine(
                    "if they cannot connect, a firewall on this machine may block port " + port);
            List<InetAddress> own = LanAddresses.of(InetAddress.ofLiteral("0.0.0.0"));
            if (!own.isEmpty()) {
                String first = before + Endpoint.of(new InetSocketAddress(own.getFirst(), port)) + behind;
                assertTrue(server.toString().contains("\n  " + first + "\n"), server::toString);
            }
        }
    }

    @Test
    void codeReachesTheTerminalWithItsColours() {
        StringWriter terminal = new StringWriter();
        PrintWriter err = new SafeWriter(new PrintWriter(terminal), true);
        Listening.printCode(err, "http://10.0.0.1:80/", true, 7);
        assertEquals(QrCode.lines("http://10.0.0.1:80/", true), terminal.toString().lines().toList());
        Listening.printCode(err, "http://10.0.0.1:80/", true, 8);
        assertEquals(17, terminal.toString().lines().count(), "no place for a second one");
    }

    @Test
    void serverForThisMachineAlonePrintsNone() {
        Cli.Running server = Cli.start("tcp-server", "--port", "0");
        server.port();
        assertEquals("", server.stop().err());
    }
}
