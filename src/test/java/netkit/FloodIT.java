package netkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** Servers of the finished {@code target/netkit} that run out of file descriptors: they must serve again afterwards. */
@Tag("slow")
@Timeout(120)
class FloodIT {
    private static final int CONNECTIONS = 120;
    private static final String GET = "GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n";

    /**
     * Right after its start a server has used few of its classes yet: what it needs to accept, to log and to fail must not
     * be opened only when no descriptor is left.
     */
    @ParameterizedTest
    @CsvSource({"tcp-server,64,''", "tcp-server,80,''", "ws-server,64," + GET, "ws-server,80," + GET,
        "sio-server,64," + GET, "sio-server,80," + GET, "mq-server,64,STATS\\n", "mq-server,80,STATS\\n"})
    void serverThatRanOutOfDescriptorsServesAgain(String server, int descriptors, String request)
            throws Exception {
        try (LiveProcess netkit = Programs
                .shell("ulimit -n %d; exec netkit %s --port 0".formatted(descriptors,
                        server))) {
            String listening = netkit.awaitLine("listening on .*");
            int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            flood(port);
            assertServes(port, request.translateEscapes(), netkit);

            netkit.signal("TERM");
            assertEquals(0, netkit.awaitExit(Duration.ofSeconds(60)), netkit.toString());
            assertTrue(netkit.output().lines().noneMatch(line -> line.contains("Exception in thread")
                    || line.startsWith("\tat ") || line.contains("NoClassDefFound")), netkit.toString());
        }
    }

    private static void flood(int port) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Connections of the flood may still be waiting in the kernel's queue; each of them is served first. */
    private static void assertServes(int port, String request, LiveProcess netkit) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
            client.setSoTimeout(60_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertTrue(client.getInputStream().read() >= 0, () -> "closed without a reply\n" + netkit);
        }
    }
}
