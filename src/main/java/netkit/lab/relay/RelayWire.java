package netkit.lab.relay;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Faults;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireClock;
import netkit.lab.wire.WireFlow;
import netkit.lab.wire.WireLine;
import netkit.lab.wire.WireSettings;

/**
 * The wire that all relays of a testbed share: a {@link WireLine} for each direction and socket type, a lock around
 * them, and a thread that releases what is due. Datagrams and streams have separate lines, so they do not share a rate
 * limit.
 */
final class RelayWire implements Closeable {
    /** The receiving end of a flow. Called with the wire's lock held, so it must not block. */
    interface Receiver {
        /** @param bytes valid only during the call */
        void delivered(byte[] bytes, int length);
    }

    private final WireClock clock = new WireClock();
    private final List<Line> lines = new ArrayList<>();
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("relays").factory());

    /** Guards the lines and their contents. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settingsChanged = lock.newCondition();
    private final Condition dueSooner = lock.newCondition();
    private long wakesAt = WireLine.NEVER;
    private volatile WireSettings settings;

    /** @param seed equal seeds produce equal faults for the datagrams of a flow */
    RelayWire(List<String> places, long seed) {
        settings = WireSettings.clear(places);
        for (HostPair pair : settings.faults().keySet()) {
            for (SocketType socketType : SocketType.values()) {
                lines.add(new Line(socketType, pair, seed));
            }
        }
        thread.execute(this::releaseWhenDue);
    }

    WireSettings settings() {
        return settings;
    }

    /**
     * Sets the faults for data that enters from now on. The caller has checked them with {@link RelayTestbed#refusal}.
     */
    void set(WireSettings newSettings) {
        lock.lock();
        try {
            settings = newSettings;
            lines.forEach(Line::set);
            settingsChanged.signalAll();
            dueSooner.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is in flight. */
    boolean isIdle() {
        return lines.stream().allMatch(line -> line.rules.count().inFlight() == 0);
    }

    /** Returns the counters for the datagrams, or for the chunks of streams, of one direction. */
    DirectionCount count(SocketType socketType, HostPair pair) {
        lock.lock();
        try {
            return line(socketType, pair).rules.count();
        } finally {
            lock.unlock();
        }
    }

    private Line line(SocketType socketType, HostPair pair) {
        return lines.stream().filter(line -> line.socketType == socketType && line.pair.equals(pair))
                .findFirst()
                .orElseThrow();
    }

    /** @param number unique among the open flows of this socket type and direction; part of the random key */
    Flow open(SocketType socketType, HostPair pair, long number, Receiver receiver) {
        lock.lock();
        try {
            return new Flow(line(socketType, pair), number, receiver);
        } finally {
            lock.unlock();
        }
    }

    private void releaseWhenDue() {
        lock.lock();
        try {
            while (true) {
                long now = clock.now();
                lines.forEach(line -> line.rules.release(now));
                wakesAt = lines.stream().mapToLong(line -> line.rules.nextDue()).min()
                        .orElse(WireLine.NEVER);
                dueSooner.awaitNanos(wakesAt - now);
            }
        } catch (InterruptedException _) {
            // closed
        } finally {
            lock.unlock();
        }
    }

    /** Discards what is still in flight. */
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }

    /** One direction between two places for one socket type. */
    private final class Line implements WireLine.Sink {
        final SocketType socketType;
        final HostPair pair;
        final WireLine rules;
        final Map<Long, Receiver> receivers = new HashMap<>();

        Line(SocketType socketType, HostPair pair, long seed) {
            this.socketType = socketType;
            this.pair = pair;
            rules = new WireLine(pair, seed, this);
        }

        void set() {
            Faults faults = settings.of(pair);
            rules.set(switch (socketType) {
                case DATAGRAM -> faults;
                case STREAM -> faults.withCut(false); // a stream loses nothing: StreamCopy waits until the wire is healed
            }, clock.now());
        }

        void offer(Flow flow, byte[] bytes, int length, int size, long now) {
            flow.counted.next();
            rules.offer(flow.counted, bytes, length, size, flow.number, now);
            if (rules.nextDue() < wakesAt) {
                dueSooner.signal();
            }
        }

        @Override
        public void entered(byte[] bytes, int length, long number, List<FaultEffect> effects) {}

        @Override
        public void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects) {
            Receiver receiver = receivers.get(number);
            if (receiver != null) { // else closed in the meantime
                receiver.delivered(bytes, length);
            }
        }

        @Override
        public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {}
    }

    /** One direction of one client's datagrams or of one connection. */
    final class Flow implements Closeable {
        private final Line line;
        private final long number;
        private final WireFlow counted;

        private Flow(Line line, long number, Receiver receiver) {
            this.line = line;
            this.number = number;
            counted = line.rules.countedFlow(number);
            line.receivers.put(number, receiver);
        }

        /**
         * Offers a datagram to the wire.
         *
         * @param size of the IP packet that carries it, in bytes
         */
        void offer(byte[] bytes, int length, int size) {
            lock.lock();
            try {
                line.offer(this, bytes, length, size, clock.now());
            } finally {
                lock.unlock();
            }
        }

        /**
         * Offers a chunk of a stream, waiting until the queue has room for it. Only its size enters the wire; the
         * receiver keeps the content.
         *
         * @param size of the IP packets that would carry it, in bytes
         */
        void offerWhenThereIsRoom(int size) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long now = clock.now();
                for (long at = line.rules.roomAt(size, now); at > now; at = line.rules.roomAt(size, now)) {
                    settingsChanged.awaitNanos(at - now);
                    now = clock.now();
                }
                line.offer(this, new byte[0], 0, size, now);
            } finally {
                lock.unlock();
            }
        }

        /** Whether a rate limit is set. */
        boolean isRateLimited() {
            return settings.of(line.pair).rate().isPresent();
        }

        /** Waits while the wire is cut in either direction. */
        void awaitHeal() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (settings.of(line.pair).cut() || settings.of(line.pair.reversed()).cut()) {
                    settingsChanged.await();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                line.receivers.remove(number);
            } finally {
                lock.unlock();
            }
        }
    }
}
