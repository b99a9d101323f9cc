package netkit.udp;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import netkit.net.Endpoint;

/** Sends numbered datagrams to one that echoes, such as the echo service of RFC 862, and times what comes back. */
public final class DatagramPing implements Closeable {
    /** What happens on the way, in the order in which it does. */
    public sealed interface Event {
        /** @param bytes of payload */
        record Replied(PingStats.Reply reply, int bytes) implements Event {}

        record TimedOut(int sequence) implements Event {}

        /** ICMP says that nobody has that port; it does not say which ping it answers. */
        record PortUnreachable() implements Event {}

        /** A datagram came that is not an echo of ours. */
        record NotAnEcho(int bytes) implements Event {}
    }

    /**
     * What to send.
     *
     * @param run the run id of the pings
     * @param count how many; 0 for no end
     * @param size bytes of payload each, at least {@link NumberedDatagram#HEADER_LENGTH}
     */
    public record Plan(int run, int count, int size, Duration interval) {}

    private final DatagramSocket socket;
    private final byte[] buffer = new byte[DatagramListener.MAX_PAYLOAD + 1];

    /** @param source as {@link DatagramSender#open} takes it */
    public DatagramPing(InetSocketAddress destination, InetSocketAddress source) throws IOException {
        socket = DatagramSockets.bind(source, DatagramSockets.Port.EXCLUSIVE);
        try {
            socket.connect(destination);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot ping " + Endpoint.of(destination) + ": " + e.getMessage(), e);
        }
    }

    public Endpoint source() {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /**
     * Pings until all are answered or given up. One thread does it all: it sends when it is time to and listens for
     * the rest.
     *
     * @param sendTime what to write into the header; the round trips do not depend on it
     */
    public void run(Plan plan, PingStats stats, LongSupplier sendTime, Consumer<Event> events)
            throws IOException {
        byte[] ping = new byte[plan.size];
        long nextSend = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            stats.expire(now).forEach(sequence -> events.accept(new Event.TimedOut(sequence)));
            boolean more = plan.count == 0 || stats.sent() < plan.count;
            if (more && now - nextSend >= 0) {
                // A ping may be stopped early, so its header does not promise a count.
                new NumberedDatagram(plan.run, stats.sent(), 0, sendTime.getAsLong()).encode(ping);
                send(ping, stats, events);
                nextSend = Math.max(now, nextSend + plan.interval.toNanos());
                continue;
            }
            OptionalLong expiry = stats.nextExpiry();
            if (!more && expiry.isEmpty()) {
                return;
            }
            long wakeAt = more ? Math.min(nextSend, expiry.orElse(nextSend)) : expiry.getAsLong();
            receive(plan.run, wakeAt - now, stats, events);
        }
    }

    private void send(byte[] ping, PingStats stats, Consumer<Event> events) throws IOException {
        DatagramPacket packet = new DatagramPacket(ping, ping.length);
        while (true) {
            try {
                long now = System.nanoTime();
                socket.send(packet);
                stats.recordSent(now);
                return;
            } catch (PortUnreachableException _) {
                // It came back for an earlier ping, and this one has not been sent.
                unreachable(stats, events);
            }
        }
    }

    private static void unreachable(PingStats stats, Consumer<Event> events) {
        stats.recordUnreachable();
        events.accept(new Event.PortUnreachable());
    }

    private void receive(int run, long nanos, PingStats stats, Consumer<Event> events)
            throws IOException {
        // Rounded up, since 0 would mean to wait for ever; a socket counts milliseconds in an int.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        try {
            ReceivedDatagram datagram = DatagramSockets.receive(socket, buffer);
            long now = System.nanoTime();
            Optional<PingStats.Reply> reply = NumberedDatagram.decode(buffer, datagram.length())
                    .filter(header -> header.run() == run)
                    .flatMap(header -> stats.recordReply(header.sequence(), now));
            events.accept(reply.<Event>map(found -> new Event.Replied(found, datagram.length()))
                    .orElse(new Event.NotAnEcho(datagram.length())));
        } catch (SocketTimeoutException _) {
            // Something else is due now.
        } catch (PortUnreachableException _) {
            unreachable(stats, events);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
