package netkit.compare;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import netkit.lab.DatagramCounts;
import netkit.lab.DatagramFaults;
import netkit.lab.DatagramRelay;
import netkit.lab.Direction;
import netkit.udp.DatagramListener;

/** Datagrams through a relay, one message in each. */
final class UdpLink implements Link {
    /** When nothing has arrived for so long, what is still missing will not come; a busy machine may pause for less. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final DatagramRelay relay;
    private final DatagramSocket sender;
    private final DatagramSocket receiver;
    private final Duration quiet;
    private long received;

    private UdpLink(DatagramRelay relay, DatagramSocket sender, DatagramSocket receiver, Duration quiet) {
        this.quiet = quiet;
        this.relay = relay;
        this.sender = sender;
        this.receiver = receiver;
    }

    /** @param work how long the receiver takes for a message */
    static UdpLink open(DatagramFaults faults, long seed, Duration work) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        List<Closeable> opened = new ArrayList<>();
        try {
            DatagramSocket receiver = new DatagramSocket(0, loopback);
            opened.add(receiver);
            receiver.setReceiveBufferSize(RECEIVE_BUFFER);
            DatagramRelay relay = DatagramRelay.open((InetSocketAddress) receiver.getLocalSocketAddress(),
                    seed, faults,
                    DatagramFaults.NONE);
            opened.add(relay);
            DatagramSocket sender = new DatagramSocket(0, loopback);
            opened.add(sender);
            sender.connect(relay.address());
            return new UdpLink(relay, sender, receiver, QUIET.plus(work.multipliedBy(2)));
        } catch (IOException e) {
            for (Closeable one : opened) {
                one.close();
            }
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        sender.send(new DatagramPacket(message, message.length));
    }

    @Override
    public void receiveAll(Arrivals arrivals) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[DatagramListener.MAX_PAYLOAD],
                DatagramListener.MAX_PAYLOAD);
        while (true) {
            packet.setLength(DatagramListener.MAX_PAYLOAD);
            try {
                receiver.receive(packet);
            } catch (IOException e) {
                if (receiver.isClosed()) {
                    return;
                }
                throw e;
            }
            arrivals.arrived(packet.getData(), packet.getOffset(), packet.getLength(), true);
            synchronized (this) {
                received++;
                notifyAll();
            }
        }
    }

    /** UDP has no end to wait for: it is over when all that the relay let through is here, or nothing comes. */
    @Override
    public void finish(int sent) throws InterruptedException {
        relay.awaitIdle(Direction.TO_SERVER, sent, QUIET);
        awaitReceived(relay().forwarded());
        receiver.close();
    }

    private synchronized void awaitReceived(long expected) throws InterruptedException {
        long deadline = System.nanoTime() + quiet.toNanos();
        long before = received;
        while (received < expected && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            if (received > before) {
                before = received;
                deadline = System.nanoTime() + quiet.toNanos();
            }
        }
    }

    @Override
    public DatagramCounts relay() {
        return relay.counts(Direction.TO_SERVER);
    }

    @Override
    public synchronized long lostByAccident(int sent) {
        DatagramCounts relayed = relay();
        return Math.max(0, sent - relayed.received()) + Math.max(0, relayed.forwarded() - received)
                + relayed.failed() + relayed.overflowed();
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
        relay.close();
    }
}
