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

/** A ping over UDP: sends numbered datagrams to an echo service (RFC 862) and measures their round trips. */
public final class DatagramPing implements Closeable {
    /** An event of a run, in the order of time. */
    public sealed interface Event {
        /** @param bytes length of the payload */
        record Replied(PingStats.Reply reply, int bytes) implements Event {}

        record TimedOut(int sequence) implements Event {}

        /** An ICMP port unreachable, which does not say for which ping. */
        record PortUnreachable() implements Event {}

        /** A received datagram that is not an echo of a ping. */
        record NotAnEcho(int bytes) implements Event {}
    }

    /**
     * The pings to send.
     *
     * @param run the run id of the pings
     * @param count number of pings; 0 for no limit
     * @param size payload of each, bytes, at least {@link NumberedDatagram#HEADER_LENGTH}
     */
    public record Plan(int run, int count, int size, Duration interval) {}

    private final DatagramSocket socket;
    private final byte[] buffer = new byte[DatagramListener.MAX_PAYLOAD + 1];

    /** @param source the address to send from, as in {@link DatagramSender#open} */
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
     * Pings until each has a reply or has timed out; a reply that has arrived by then is received in any case. One thread
     * sends when it is time to, and receives in between.
     *
     * @param sendTime clock for the time in the header; the round trips do not depend on it
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
                // a run may be stopped early, so the header has no count
                new NumberedDatagram(plan.run, stats.sent(), 0, sendTime.getAsLong()).encode(ping);
                send(ping, stats, events);
                nextSend = Math.max(now, nextSend + plan.interval.toNanos());
                continue;
            }
            OptionalLong expiry = stats.nextExpiry();
            if (!more && expiry.isEmpty()) {
                receiveArrived(plan.run, stats, events);
                return;
            }
            long wakeAt = more ? Math.min(nextSend, expiry.orElse(nextSend)) : expiry.getAsLong();
            receive(plan.run, wakeAt - now, stats, events);
        }
    }

    /** Receives the replies that have arrived while this thread was busy, at most one for each ping. */
    private void receiveArrived(int run, PingStats stats, Consumer<Event> events) throws IOException {
        int left = stats.sent();
        while (left > 0 && receive(run, 0, stats, events)) {
            left--;
        }
    }

    private void send(byte[] ping, PingStats stats, Consumer<Event> events) throws IOException {
        DatagramPacket packet = new DatagramPacket(ping, ping.length);
        while (true) {
            try {
                long now = System.nanoTime();
                DatagramSockets.send(socket, packet);
                stats.recordSent(now);
                return;
            } catch (PortUnreachableException _) {
                // caused by an earlier ping; this one has not been sent
                unreachable(stats, events);
            }
        }
    }

    private static void unreachable(PingStats stats, Consumer<Event> events) {
        stats.recordUnreachable();
        events.accept(new Event.PortUnreachable());
    }

    /** @return false if nothing arrived in this time */
    private boolean receive(int run, long nanos, PingStats stats, Consumer<Event> events)
            throws IOException {
        // rounded up, since 0 means no timeout; a socket takes milliseconds as an int
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
            return false;
        } catch (PortUnreachableException _) {
            unreachable(stats, events);
        }
        return true;
    }

    @Override
    public void close() {
        socket.close();
    }
}
