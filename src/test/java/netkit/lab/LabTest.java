package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts and the wire between them, in a JVM inside. */
@Timeout(90)
class LabTest {
    static final List<String> TWO = List.of("alice", "bob");

    static LabOptions options(String[] arguments) {
        return LabOptions.USUAL.withPort(PortKind.valueOf(arguments[0]));
    }

    @ParameterizedTest
    @EnumSource
    void twoHostsEchoByTcpOverIpv4AndIpv6(PortKind kind) throws Exception {
        InsideLab.run(LabTest.class, "echo", kind.name());
    }

    static void echo(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1, options(arguments))) {
            Queue<WireEvent> events = new ConcurrentLinkedQueue<>();
            lab.watch(events::add);
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            for (InetAddress address : List.of(bob.address(), bob.address6())) {
                assertEquals("hello", echo(alice, bob, address));
            }
            for (HostPair pair : lab.wire().settings().faults().keySet()) {
                long sent = events.stream().filter(event -> event.pair().equals(pair))
                        .filter(event -> event.sighting() == WireEvent.Sighting.SENT).count();
                long arrived = events.stream().filter(event -> event.pair().equals(pair))
                        .filter(event -> event.sighting() == WireEvent.Sighting.ARRIVED).count();
                assertTrue(sent >= 8 && arrived == sent,
                        pair + ": " + sent + " sent, " + arrived + " arrived");
            }
        }
    }

    private static String echo(Host client, Host server, InetAddress address) throws Exception {
        try (ServerSocket listener = server.call(() -> new ServerSocket(9000, 1, address))) {
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = listener.accept()) {
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                } catch (java.io.IOException e) {
                    e.printStackTrace();
                }
            });
            try (Socket socket = client.call(() -> new Socket(address, 9000))) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
    }
}
