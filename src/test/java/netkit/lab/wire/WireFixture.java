package netkit.lab.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import netkit.packet.EthernetFrame;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/**
 * A wire from alice to bob with a clock of its own, which records everything that happens on it. It takes IP packets, and
 * records them, without their Ethernet header.
 */
final class WireFixture implements WireLine.Sink {
    static final long MILLI = 1_000_000;
    static final int IP_AND_UDP = 28;
    static final long SEED = 42;
    private static final HostPair ALICE_TO_BOB = new HostPair("alice", "bob");

    /** "Who has 192.0.2.2?", broadcast and padded (RFC 826, IEEE 802.3 §3.2.8). */
    static final byte[] ARP = Arrays.copyOf(HexFormat.of().parseHex("ffffffffffff0200000000010806"
            + "0001080006040001020000000001c0000201000000000000c0000202"), 60);

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
        this(seed, ALICE_TO_BOB);
    }

    WireFixture(long seed, HostPair pair) {
        line = new WireLine(pair, seed, this);
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
            offerFrame(PacketBuilder.frame(packet));
        }
        return this;
    }

    WireFixture offerFrame(byte[] frame) {
        byte[] reused = Arrays.copyOf(frame, frame.length + 10);
        line.offer(reused, frame.length, number++, now);
        Arrays.fill(reused, (byte) 0xEE); // the caller reuses its buffer
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
        int from = Math.min(length, EthernetFrame.HEADER_LENGTH);
        story.add(new Seen(what, packet, now, Arrays.copyOfRange(bytes, from, length), effects));
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
