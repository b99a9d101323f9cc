package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The empty datagrams that bob sends first from another machine: alice sends to where they come from, so that they open
 * the way through a firewall or NAT as the SYN of a connection does.
 */
final class UdpGreeting {
    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private UdpGreeting() {}

    /**
     * Waits for a greeting, and tells the end that bob is connected.
     *
     * @return its source
     */
    static InetSocketAddress await(DatagramSocket alice, RemoteEnd bob) throws IOException {
        DatagramPacket greeting = new DatagramPacket(new byte[1], 1);
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        try {
            do {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                alice.setSoTimeout((int) Math.max(1, left));
                greeting.setLength(1);
                alice.receive(greeting);
            } while (greeting.getLength() > 0 || !bob.admits(greeting.getAddress()));
        } catch (SocketTimeoutException _) {
            throw new IOException("no datagram of bob has arrived within " + AT_MOST.toSeconds()
                    + " s: does a firewall stop UDP?");
        }
        alice.setSoTimeout(0);
        bob.connected();
        return (InetSocketAddress) greeting.getSocketAddress();
    }

    /** Sends greetings, of which some may be lost, until there is an answer, for a limited time. */
    static void send(DatagramSocket bob, InetSocketAddress alice, BooleanSupplier answered) {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        Thread.ofVirtual().name("greet udp").start(() -> {
            try {
                while (!answered.getAsBoolean() && !bob.isClosed() && System.nanoTime() < deadline) {
                    bob.send(new DatagramPacket(new byte[0], 0, alice));
                    Thread.sleep(INTERVAL);
                }
            } catch (IOException | InterruptedException _) {
                // closed: alice says that none has arrived
            }
        });
    }
}
