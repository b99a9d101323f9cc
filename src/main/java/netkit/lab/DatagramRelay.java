package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between UDP clients and a server, on the loopback address, and does to their datagrams what the faults ask.
 * Clients send to the relay's address; each gets a socket of its own towards the server, so that answers find their
 * way back. It works above the sockets: what it drops has reached its kernel whole.
 */
public final class DatagramRelay implements Closeable {
    /** Clients at once; the datagrams of one more are counted as overflowed. */
    static final int MAX_FLOWS = 256;
    /** More than any UDP datagram can carry (RFC 768: the length field has 16 bits). */
    private static final int MAX_DATAGRAM = 65_535;
    /** Asked for, so that a burst does not overflow the kernel's queue; the system may grant less. */
    static final int RECEIVE_BUFFER = 4 << 20;
    private static final long NO_HURRY = Long.MAX_VALUE / 2;

    private final InetSocketAddress server;
    private final long seed;
    private final DatagramFaults toServer;
    private final DatagramFaults toClient;
    private final DatagramSocket front;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Guards all that follows, and the lines of every flow. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition clockMustWake = lock.newCondition();
    private final Condition changed = lock.newCondition();
    private final Map<SocketAddress, DatagramFlow> flows = new LinkedHashMap<>();
    private long clockWakesAt;
    private long refused;
    /** Grows with whatever happens, so that one who waits can tell whether it was quiet. */
    private long changes;

    private DatagramRelay(InetSocketAddress server, long seed, DatagramFaults toServer,
            DatagramFaults toClient, DatagramSocket front) {
        this.server = server;
        this.seed = seed;
        this.toServer = toServer;
        this.toClient = toClient;
        this.front = front;
    }

    /** @param seed equal seeds and faults give each datagram of a flow the same fate */
    public static DatagramRelay open(InetSocketAddress server, long seed, DatagramFaults toServer,
            DatagramFaults toClient) throws IOException {
        DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try {
            front.setReceiveBufferSize(RECEIVE_BUFFER);
        } catch (IOException e) {
            front.close();
            throw e;
        }
        DatagramRelay relay = new DatagramRelay(server, seed, toServer, toClient, front);
        relay.threads.execute(relay::receiveFromClients);
        relay.threads.execute(relay::sendWhenDue);
        return relay;
    }

    /** Where clients send to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    public DatagramCounts counts(Direction direction) {
        lock.lock();
        try {
            DatagramCounts sum = flows.values().stream().map(flow -> flow.line(direction).counts())
                    .reduce(DatagramCounts.ZERO, DatagramCounts::plus);
            return direction == Direction.TO_CLIENT
                    ? sum
                    : sum.plus(new DatagramCounts(refused, 0, 0, 0, refused, 0, 0, 0, 0, 0));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until that many datagrams have come in one direction and none of them waits to be sent on.
     *
     * @param quiet gives up when nothing has happened for so long and nothing waits
     * @return false when it gave up: some have not come
     */
    public boolean awaitIdle(Direction direction, long received, Duration quiet)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                DatagramCounts counts = counts(direction);
                if (counts.waiting() == 0 && counts.received() >= received) {
                    return true;
                }
                long before = changes;
                long left = quiet.toNanos();
                while (changes == before && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (changes == before && counts.waiting() == 0) {
                    return false;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void receiveFromClients() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        while (!front.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM);
                front.receive(packet);
            } catch (IOException _) {
                continue; // closed, which the loop sees, or the system's trouble with one datagram
            }
            lock.lock();
            try {
                DatagramFlow flow = flow(packet.getSocketAddress());
                if (flow == null) {
                    refused++;
                    noteChange();
                } else {
                    arrived(flow, Direction.TO_SERVER, bytes(packet));
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void receiveFromServer(DatagramFlow flow) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        while (!flow.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM);
                flow.receive(packet);
            } catch (IOException _) {
                continue; // closed, or an ICMP message says that nobody listens yet (RFC 1122 §4.1.3.3)
            }
            lock.lock();
            try {
                arrived(flow, Direction.TO_CLIENT, bytes(packet));
            } finally {
                lock.unlock();
            }
        }
    }

    private static byte[] bytes(DatagramPacket packet) {
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** The client's flow, made when it is new, or null when there is no place for one more. */
    private DatagramFlow flow(SocketAddress client) {
        DatagramFlow known = flows.get(client);
        if (known != null || flows.size() == MAX_FLOWS || front.isClosed()) {
            return known;
        }
        int number = flows.size();
        try {
            DatagramFlow flow = DatagramFlow.open(client, front, server,
                    new DatagramLine(toServer, seed, Direction.TO_SERVER, number),
                    new DatagramLine(toClient, seed, Direction.TO_CLIENT, number));
            flows.put(client, flow);
            threads.execute(() -> receiveFromServer(flow));
            return flow;
        } catch (IOException _) {
            return null; // out of sockets: as with too many clients
        }
    }

    private void arrived(DatagramFlow flow, Direction direction, byte[] datagram) {
        long now = System.nanoTime();
        flow.line(direction).arrived(datagram, now);
        flow.sendDue(direction, now);
        OptionalLong wait = flow.line(direction).untilNext(now);
        if (wait.isPresent() && now + wait.getAsLong() - clockWakesAt < 0) {
            clockMustWake.signal();
        }
        noteChange();
    }

    private void noteChange() {
        changes++;
        changed.signalAll();
    }

    /** Sends what was delayed or held back, when its time has come. */
    private void sendWhenDue() {
        lock.lock();
        try {
            while (!front.isClosed()) {
                long now = System.nanoTime();
                for (DatagramFlow flow : flows.values()) {
                    if (flow.untilNext(now).orElse(NO_HURRY) <= 0) {
                        flow.sendDue(Direction.TO_SERVER, now);
                        flow.sendDue(Direction.TO_CLIENT, now);
                        noteChange();
                    }
                }
                long wait = flows.values().stream().map(flow -> flow.untilNext(now))
                        .flatMapToLong(OptionalLong::stream).min().orElse(NO_HURRY);
                clockWakesAt = now + wait;
                clockMustWake.awaitNanos(wait);
            }
        } catch (InterruptedException _) {
            // the relay is being closed
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what still waits, and returns when every socket and thread is gone. */
    @Override
    public void close() {
        lock.lock();
        try {
            front.close();
            flows.values().forEach(DatagramFlow::close);
        } finally {
            lock.unlock();
        }
        threads.shutdownNow();
        threads.close();
    }
}
