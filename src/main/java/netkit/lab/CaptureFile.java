package netkit.lab;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import netkit.lab.wire.HostCount;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireEvent.Kind;
import netkit.packet.IpAddress;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.pcapng.PcapngWriter;

/** The capture file of one host: the packets that it sent and received, in order of time. */
final class CaptureFile implements Closeable {
    private static final int BUFFER_SIZE = 256 << 10;
    /** Packets sorted by time before they are written. */
    private static final int MAX_PENDING = 2048;

    /** @param comments the faults that the wire applied */
    private record Packet(WireEvent event, List<String> comments) {}

    private final Path path;
    private final Host host;
    private final Lab lab;
    private final PcapngWriter writer;
    private final int interfaceId;
    private final long lostBefore;
    private final List<Packet> pending = new ArrayList<>();
    private long packets;
    private long lastSent = -1;

    private CaptureFile(Path path, Host host, Lab lab, PcapngWriter writer, int snapLength)
            throws IOException {
        this.path = path;
        this.host = host;
        this.lab = lab;
        this.writer = writer;
        interfaceId = writer.addInterface(Host.INTERFACE, "host " + host.name() + " of a netkit lab",
                LinkType.ETHERNET, snapLength);
        List<NamedAddress> names = new ArrayList<>();
        for (Host each : lab.hosts()) {
            names.add(new NamedAddress(IpAddress.of(each.address()), each.name()));
            names.add(new NamedAddress(IpAddress.of(each.address6()), each.name()));
        }
        writer.names(names);
        lostBefore = lost();
        writer.flush();
    }

    static CaptureFile open(Path path, Host host, Lab lab, int snapLength) throws IOException {
        PcapngWriter writer = new PcapngWriter(
                new BufferedOutputStream(Files.newOutputStream(path), BUFFER_SIZE), "netkit", List.of());
        try {
            return new CaptureFile(path, host, lab, writer, snapLength);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    private long lost() throws IOException {
        return lab.wire().hostCounts().stream().filter(count -> count.host().equals(host.name()))
                .mapToLong(HostCount::lostByKernel).sum();
    }

    void add(WireEvent event) throws IOException {
        if (event.kind() == Kind.LOST) {
            commentOnLost(event);
            return;
        }
        if (event.kind() == Kind.SENT && mergeWithSent(event)) {
            return;
        }
        if (pending.size() >= MAX_PENDING) {
            writePending();
        }
        pending.add(new Packet(event, comments(event)));
    }

    /** Merges the events of a broadcast, which has one event for each receiver although it was sent once. */
    private boolean mergeWithSent(WireEvent event) {
        if (event.number() == lastSent) {
            return true; // already in the file
        }
        for (int i = pending.size() - 1; i >= 0; i--) {
            Packet earlier = pending.get(i);
            if (earlier.event().kind() == Kind.SENT) {
                if (earlier.event().number() != event.number()) {
                    return false;
                }
                List<String> all = new ArrayList<>(earlier.comments());
                all.addAll(comments(event));
                pending.set(i, new Packet(earlier.event(), all));
                return true;
            }
        }
        return false;
    }

    /** Adds a comment to a packet that was lost after it was sent, unless it is already in the file. */
    private void commentOnLost(WireEvent event) {
        for (int i = pending.size() - 1; i >= 0; i--) {
            Packet sent = pending.get(i);
            if (sent.event().kind() == Kind.SENT && sent.event().number() == event.number()) {
                List<String> all = new ArrayList<>(sent.comments());
                String which = event.effects().contains(new FaultEffect.SecondCopy()) ? "second copy " : "";
                all.add(which + event.effects().getLast() + where(event));
                pending.set(i, new Packet(sent.event(), all));
                return;
            }
        }
    }

    private List<String> comments(WireEvent event) {
        return event.effects().stream().map(effect -> effect + where(event)).toList();
    }

    /** Returns the receiver, which is omitted in a lab of two hosts. */
    private String where(WireEvent event) {
        return event.kind() == Kind.ARRIVED || lab.hosts().size() == 2
                ? ""
                : " (to " + event.pair().to() + ")";
    }

    private void writePending() throws IOException {
        // the threads of different hosts add packets
        pending.sort(Comparator.comparingLong(packet -> packet.event().epochNanos()));
        for (Packet packet : pending) {
            WireEvent event = packet.event();
            writer.packet(interfaceId, event.epochNanos(), event.bytes(), event.originalLength(),
                    event.kind() == Kind.SENT ? PacketDirection.OUTBOUND : PacketDirection.INBOUND,
                    packet.comments());
            packets++;
            lastSent = event.kind() == Kind.SENT ? event.number() : lastSent;
        }
        pending.clear();
    }

    /** Makes all packets so far visible to readers of the file. */
    void flush() throws IOException {
        writePending();
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        try (writer) {
            writePending();
            writer.statistics(interfaceId, System.currentTimeMillis() * 1_000_000, packets,
                    lost() - lostBefore);
        }
    }
}
