package netkit.lab.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import netkit.packet.LinkType;
import netkit.packet.TcpSegment;
import netkit.testing.PacketBuilder;

/** A wire from alice to bob with a clock of its own, which records everything that happens on it. */
final class WireFixture implements WireLine.Sink {
    static final long MILLI = 1_000_000;
    static final int IP_AND_UDP = 28;
    static final long SEED = 42;
    private static final HostPair ALICE_TO_BOB = new HostPair("alice", "bob");

    enum Observed {
        ENTERED, DELIVERED, LOST
    }

    record Seen(Observed what, long number, long at, byte[] bytes, List<FaultEffect> effects) {
        boolean has(Class<? extends FaultEffect> kind) {
            return effects.stream().anyMatch(kind::isInstance);
        }

        @Override
        public String toString() {
            return at + " ns: " + what + " " + number + " (" + bytes.length + " bytes) "
                    + FaultEffect.text(effects);
        }
    }

    final List<Seen> story = new ArrayList<>();
    private final WireLine line;
    private WireSettings settings = WireSettings.clear(List.of("alice", "bob"));
    private long now;
    private long number;
    private List<FaultEffect> lastEffects;

    WireFixture() {
        this(SEED);
    }

    WireFixture(long seed) {
        this(seed, LinkType.RAW_IP);
    }

    WireFixture(long seed, LinkType linkType) {
        line = new WireLine(ALICE_TO_BOB, linkType, seed, this);
    }

    WireFixture(long seed, HostPair pair) {
        line = new WireLine(pair, LinkType.RAW_IP, seed, this);
    }

    /** Applies a change in the syntax of the wire command. */
    WireFixture set(String change) {
        settings = WireChange.parse(change).applyTo(settings);
        line.set(settings.of(ALICE_TO_BOB), now);
        return this;
    }

    /** Offers the packets in order, all at the current time. */
    WireFixture offer(byte[]... packets) {
        for (byte[] packet : packets) {
            byte[] reused = Arrays.copyOf(packet, packet.length + 10);
            line.offer(reused, packet.length, number++, now);
            Arrays.fill(reused, (byte) 0xEE); // the caller reuses its buffer
        }
        return this;
    }

    /** Advances the clock, releasing each packet when it is due. */
    WireFixture until(long time) {
        while (line.nextDue() <= time) {
            now = Math.max(now, line.nextDue());
            line.release(now);
        }
        now = time;
        return this;
    }

    WireFixture untilIdle() {
        while (line.nextDue() != WireLine.NEVER) {
            until(line.nextDue());
        }
        return this;
    }

    long now() {
        return now;
    }

    WireLine line() {
        return line;
    }

    DirectionCount count() {
        return line.count();
    }

    List<Seen> all(Observed what) {
        return story.stream().filter(seen -> seen.what == what).toList();
    }

    /** Returns the effects on the packet that entered last. */
    List<FaultEffect> lastEffects() {
        return lastEffects;
    }

    List<Long> arrivedNumbers() {
        return all(Observed.DELIVERED).stream().map(Seen::number).toList();
    }

    List<Long> arrivalTimes() {
        return all(Observed.DELIVERED).stream().map(Seen::at).toList();
    }

    private void note(Observed what, byte[] bytes, int length, long packet, List<FaultEffect> effects) {
        story.add(new Seen(what, packet, now, Arrays.copyOf(bytes, length), effects));
    }

    @Override
    public void entered(byte[] bytes, int length, long packet, List<FaultEffect> effects) {
        lastEffects = effects;
        note(Observed.ENTERED, bytes, length, packet, effects);
    }

    @Override
    public void delivered(byte[] bytes, int length, long packet, List<FaultEffect> effects) {
        note(Observed.DELIVERED, bytes, length, packet, effects);
    }

    @Override
    public void lost(byte[] bytes, int length, long packet, List<FaultEffect> effects) {
        note(Observed.LOST, bytes, length, packet, effects);
    }

    /** Printed by a failing test. */
    @Override
    public String toString() {
        return story.stream().map(Seen::toString).reduce("", (before, seen) -> before + "\n" + seen);
    }

    static PacketBuilder toBob() {
        return PacketBuilder.ip("192.0.2.1", "192.0.2.2");
    }

    /** Returns a datagram from this source port to port 9000. */
    static byte[] datagram(int from, int payload) {
        return toBob().udp(from, 9000).payload(payload).build();
    }

    /** Returns an IP packet of this size in bytes. */
    static byte[] datagramOf(int size) {
        return datagram(5000, size - IP_AND_UDP);
    }

    static byte[] segment(int from, int flags, long sequence, long acknowledgment, int payload) {
        return toBob().tcp(from, 9000, flags | (flags == TcpSegment.SYN ? 0 : TcpSegment.ACK), sequence,
                acknowledgment).payload(payload).build();
    }
}
