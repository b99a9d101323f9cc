package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.udp.DatagramPing.Event;

@Timeout(60)
class DatagramPingTest {
    private static final int RUN = 7;

    /** The peer replies while the pinging thread reports the timeout, so the reply waits in its socket then. */
    @Test
    void replyThatHasArrivedAtTheTimeoutOfTheLastPingIsReceived() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<Event> events = new ArrayList<>();
        PingStats stats = new PingStats(0);
        try (DatagramSocket peer = new DatagramSocket(0, loopback);
                DatagramPing ping = new DatagramPing((InetSocketAddress) peer.getLocalSocketAddress(),
                        new InetSocketAddress(loopback, 0))) {
            ping.run(new DatagramPing.Plan(RUN, 1, 64, Duration.ofSeconds(1)), stats, () -> 0, event -> {
                events.add(event);
                if (event instanceof Event.TimedOut) {
                    echo(peer);
                }
            });
        }
        assertEquals(new Event.TimedOut(0), events.getFirst());
        assertEquals(PingStats.Mark.LATE, ((Event.Replied) events.getLast()).reply().mark());
        assertEquals(0, stats.summary().loss());
    }

    private static void echo(DatagramSocket peer) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            peer.send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
