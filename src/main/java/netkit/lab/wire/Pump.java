package netkit.lab.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import netkit.lab.linux.Poller;
import netkit.lab.linux.PacketPort;
import netkit.lab.linux.Wakeup;
import netkit.packet.EthernetFrame;

/**
 * The forwarder of the packets that one host sends: a thread that reads the host's port, passes each packet through the
 * line to its destination, and writes it to the port there. Only this thread uses the lines, so they need no lock.
 */
public final class Pump {
    /** Maximum number of packets read before due packets are released. */
    private static final int BATCH = 64;
    /**
     * Nanoseconds to poll for the next packet after one: waking a sleeping thread costs as much as forwarding a packet.
     */
    private static final long SPIN_NANOS = 30_000;
    /** The largest IP packet plus an Ethernet header: a program on a host may raise its MTU. */
    private static final int MAX_PACKET = 65_535 + EthernetFrame.HEADER_LENGTH;

    private final String from;
    /** Number of the host that this reads from, counted from 1 as in {@link Destination}. */
    private final int hostNumber;
    private final PacketPort port;
    private final Wire wire;
    private final WireClock clock;
    /** Indexed by the number of the receiving host; null for the sending host. */
    private final PortWriter[] writers;
    private final List<PortWriter> all = new ArrayList<>();
    private final MemorySegment received = Arena.ofAuto().allocate(MAX_PACKET);
    private final byte[] packet = new byte[MAX_PACKET];
    private final MemorySegment scratch = Arena.ofAuto().allocate(MAX_PACKET);
    private final Wakeup wakeup;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);
    private WireSettings applied;
    /** Time of the clock when it was last read. */
    private long time;
    private long number;
    private long lastPacket;
    private final Lateness lateness = new Lateness();
    private volatile boolean closed;
    /** Whether the wakeup is closed and must not be used. */
    private boolean wakeupClosed;

    /**
     * @param hosts the names of all hosts
     * @param ports of all hosts, in their order
     */
    public Pump(String from, List<String> hosts, List<PacketPort> ports, long seed, Wire wire,
            WireClock clock)
            throws IOException {
        this.from = from;
        this.hostNumber = hosts.indexOf(from) + 1;
        this.port = ports.get(hostNumber - 1);
        this.wire = wire;
        this.clock = clock;
        writers = new PortWriter[hosts.size() + 1];
        for (int i = 0; i < hosts.size(); i++) {
            String to = hosts.get(i);
            if (!to.equals(from)) {
                PortWriter writer = new PortWriter(this, new HostPair(from, to), seed, ports.get(i));
                writers[i + 1] = writer;
                all.add(writer);
            }
        }
        wakeup = Wakeup.open();
    }

    public void start() {
        ended = CompletableFuture.runAsync(this::run,
                Thread.ofPlatform().daemon().name("wire from " + from)::start);
    }

    private void run() {
        Poller poller = new Poller(port.descriptor(), wakeup.descriptor());
        try {
            while (!closed) {
                applySettings();
                boolean more = readBatch();
                long now = readClock();
                lateness.runs(now);
                long wake = lateness.sleepUntil(now, release(now), lastPacket);
                if (!more) {
                    awaitWork(poller, now, wake);
                }
            }
        } catch (IOException | RuntimeException e) {
            wire.failed(new IOException("the wire from " + from + " is broken: " + e.getMessage(), e));
        }
    }

    /**
     * Yields the processor for a moment after a packet; then sleeps until a packet arrives, the settings change, or it is
     * time.
     */
    private void awaitWork(Poller poller, long now, long wake) throws IOException {
        if (now - lastPacket < SPIN_NANOS) {
            Thread.yield();
            return;
        }
        poller.await(wake == WireLine.NEVER ? -1 : Math.max(0, wake - now));
        if (poller.isReadable(1)) {
            wakeup.clear();
        }
    }

    private void applySettings() {
        WireSettings wanted = wire.settings();
        if (wanted != applied) {
            applied = wanted;
            long now = readClock();
            for (PortWriter writer : all) {
                writer.line().set(wanted.of(writer.pair()), now);
            }
        }
    }

    /** @return whether there may be more packets to read */
    private boolean readBatch() throws IOException {
        for (int i = 0; i < BATCH; i++) {
            int length = port.read(received);
            if (length == 0) {
                return false;
            }
            applySettings(); // a packet sent after a change must be subject to it
            forward(pad(length));
        }
        return true;
    }

    /** Pads a short frame with zeros, as an interface does that sends to a cable; the kernel's drivers here do not. */
    private int pad(int length) {
        if (length >= EthernetFrame.MIN_LENGTH) {
            return length;
        }
        received.asSlice(length, EthernetFrame.MIN_LENGTH - length).fill((byte) 0);
        return EthernetFrame.MIN_LENGTH;
    }

    private void forward(int length) {
        MemorySegment.copy(received, ValueLayout.JAVA_BYTE, 0, packet, 0, length);
        int destination = Destination.of(packet, all.size() + 1);
        long now = readClock();
        lastPacket = now;
        if (destination == Destination.ALL_OTHERS) {
            for (PortWriter writer : all) {
                writer.line().offer(packet, length, number, now);
            }
        } else if (destination != hostNumber) { // else there is no other host to forward it to
            writers[destination].line().offer(packet, length, number, now);
        }
        number++;
    }

    /** @return when the next packet is due, or {@link WireLine#NEVER} */
    private long release(long now) {
        long next = WireLine.NEVER;
        for (PortWriter writer : all) {
            if (writer.line().nextDue() <= now) {
                writer.line().release(now);
            }
            next = Math.min(next, writer.line().nextDue());
        }
        return next;
    }

    /** Returns the bytes in off-heap memory, as the system call needs them. */
    MemorySegment offHeap(byte[] bytes, int length) {
        if (bytes == packet) {
            return received; // the packet just read, unchanged
        }
        MemorySegment.copy(bytes, 0, scratch, ValueLayout.JAVA_BYTE, 0, length);
        return scratch;
    }

    Wire wire() {
        return wire;
    }

    private long readClock() {
        time = clock.now();
        return time;
    }

    /**
     * Returns the time of the current decision, in nanoseconds since 1970-01-01T00:00Z; the lines use the same time.
     */
    long epochNanos() {
        return clock.epochNanos(time);
    }

    synchronized void wake() {
        try {
            if (!wakeupClosed) {
                wakeup.wake();
            }
        } catch (IOException e) {
            wire.failed(e);
        }
    }

    Lateness lateness() {
        return lateness;
    }

    String host() {
        return from;
    }

    List<DirectionCount> counts() {
        return all.stream().map(writer -> writer.line().count()).toList();
    }

    /** Returns the number of packets that a host did not accept. */
    long refusedBy(String host) {
        return all.stream().filter(writer -> writer.pair().to().equals(host)).mapToLong(PortWriter::refused)
                .sum();
    }

    /** Returns how many of this host's packets the kernel lost. */
    long lostByKernel() throws IOException {
        return port.lost();
    }

    /** Stops the thread and waits for its end; may be called more than once. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wake();
        ended.join();
        synchronized (this) {
            wakeupClosed = true;
            wakeup.close();
        }
    }
}
