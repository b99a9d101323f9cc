package netkit.lesson.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireClock;
import netkit.lab.wire.WireFlow;
import netkit.lab.wire.WireLine;
import netkit.lab.wire.WireSettings;

/**
 * The wire between a peer and the program of an exercise over UDP, with the faults that .lab files have: equal seeds lose
 * the same datagrams, counted in each direction. One thread delivers, in order.
 */
final class DatagramWire implements AutoCloseable {
    /** Bytes of an IPv4 header (RFC 791 §3.1) and a UDP header (RFC 768), which count against a rate limit. */
    private static final int HEADERS = 28;

    /** What happens to a datagram; called on the wire's thread, with no lock held. */
    interface Outcome {
        /** Called for each copy. */
        void delivered();

        void dropped();
    }

    /** One direction. Its lines are guarded by the wire's monitor. */
    final class Direction implements WireLine.Sink {
        private final HostPair pair;
        private final WireLine line;
        private final WireFlow flow;
        private final Map<Long, Outcome> outcomes = new HashMap<>();
        private long number;

        private Direction(HostPair pair, long seed) {
            this.pair = pair;
            line = new WireLine(pair, seed, this);
            flow = line.countedFlow(1);
        }

        void send(byte[] bytes, Outcome outcome) {
            synchronized (DatagramWire.this) {
                outcomes.put(++number, outcome);
                flow.next();
                line.offer(flow, bytes, bytes.length, bytes.length + HEADERS, number, clock.now());
                DatagramWire.this.notifyAll();
            }
        }

        @Override
        public void entered(byte[] bytes, int length, long of, List<FaultEffect> effects) {
            if (effects.stream().anyMatch(FaultEffect.Dropped.class::isInstance)) {
                lost(bytes, length, of, effects);
            }
        }

        @Override
        public void delivered(byte[] bytes, int length, long of, List<FaultEffect> effects) {
            due.add(outcomes.get(of)::delivered);
        }

        @Override
        public void lost(byte[] bytes, int length, long of, List<FaultEffect> effects) {
            due.add(outcomes.get(of)::dropped);
        }
    }

    private final WireClock clock = new WireClock();
    private final List<Runnable> due = new ArrayList<>();
    private final Direction toPeer;
    private final Direction toProgram;
    private WireSettings settings;
    private boolean closed;

    DatagramWire(String peer, String program, long seed) {
        settings = WireSettings.clear(List.of(peer, program));
        toPeer = new Direction(new HostPair(program, peer), seed);
        toProgram = new Direction(new HostPair(peer, program), seed);
        Thread.startVirtualThread(this::deliver);
    }

    Direction toPeer() {
        return toPeer;
    }

    Direction toProgram() {
        return toProgram;
    }

    synchronized void change(WireChange change) {
        settings = change.applyTo(settings);
        for (Direction direction : List.of(toPeer, toProgram)) {
            direction.line.set(settings.of(direction.pair), clock.now());
        }
        notifyAll();
    }

    private void deliver() {
        try {
            while (true) {
                List<Runnable> now = awaitDue();
                now.forEach(Runnable::run);
                if (now.isEmpty()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what has been decided; empty if the wire was closed. */
    private synchronized List<Runnable> awaitDue() throws InterruptedException {
        while (!closed) {
            long now = clock.now();
            toPeer.line.release(now);
            toProgram.line.release(now);
            if (!due.isEmpty()) {
                List<Runnable> taken = List.copyOf(due);
                due.clear();
                return taken;
            }
            long next = Math.min(toPeer.line.nextDue(), toProgram.line.nextDue());
            if (next == WireLine.NEVER) {
                wait();
            } else {
                wait(Math.max(1, (next - now) / 1_000_000));
            }
        }
        return List.of();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
