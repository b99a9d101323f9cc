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
import netkit.packet.LinkType;

/**
 * What is between the two sides of all relays of a testbed: the rules of the lab's wire, with a lock around them and a
 * thread that lets go what is due. In each direction datagrams and streams have a line of their own; so they do not share
 * a rate.
 */
final class RelayWire implements Closeable {
    /** Where a flow comes out. Called with the wire's lock held, so it must not wait for anything. */
    interface Receiver {
        /** @param bytes may be read during the call */
        void delivered(byte[] bytes, int length);
    }

    private final WireClock clock = new WireClock();
    private final List<Line> lines = new ArrayList<>();
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("relays").factory());

    /** Guards the lines and all that is in them. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settingsChanged = lock.newCondition();
    private final Condition dueSooner = lock.newCondition();
    private long wakesAt = WireLine.NEVER;
    private volatile WireSettings settings;

    /** @param seed equal seeds give the datagrams of a flow equal fates */
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

    /** What enters from now on meets these. Whether it can be done must be known: {@link RelayTestbed#refusal}. */
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

    /** Whether nothing is on its way. */
    boolean isIdle() {
        return lines.stream().allMatch(line -> line.rules.count().inFlight() == 0);
    }

    /** What happened to the datagrams or the events of streams of one direction. */
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

    /** @param number no other open flow of this socketType and pair has it; chance goes by it */
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

    /** Forgets what is still on its way. */
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }

    /** One direction between two places. */
    private final class Line implements WireLine.Sink {
        final SocketType socketType;
        final HostPair pair;
        final WireLine rules;
        final Map<Long, Receiver> receivers = new HashMap<>();

        Line(SocketType socketType, HostPair pair, long seed) {
            this.socketType = socketType;
            this.pair = pair;
            rules = new WireLine(pair, LinkType.RAW_IP, seed, this); // the link type of packets, which there are none of
        }

        void set() {
            Faults faults = settings.of(pair);
            rules.set(switch (socketType) {
                case DATAGRAM -> faults;
                case STREAM -> faults.withCut(false); // nothing may be lost: it waits behind the line
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
            if (receiver != null) { // else closed meanwhile
                receiver.delivered(bytes, length);
            }
        }

        @Override
        public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {}
    }

    /** One direction of one client's datagrams, or of one connection. */
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
         * A datagram enters, and is lost if it must be.
         *
         * @param size of the IP packet that carries it
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
         * A event of a stream enters as soon as there is room for it; what it is, only the receiver knows.
         *
         * @param size of the IP packets that could carry it
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

        /** Whether there is a rate to be kept. */
        boolean isSlow() {
            return settings.of(line.pair).rate().isPresent();
        }

        /** Waits while the wire is cut, in whichever direction. */
        void awaitHeal() throws InterruptedException {
            HostPair reverse = new HostPair(line.pair.to(), line.pair.from());
            lock.lockInterruptibly();
            try {
                while (settings.of(line.pair).cut() || settings.of(reverse).cut()) {
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
