package netkit.compare.wire;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent;
import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.Ipv4Packet;
import netkit.packet.Ipv6Packet;
import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;
import netkit.packet.stream.LruMap;
import netkit.websocket.Role;

/**
 * Finds a trial's messages in the packets between two hosts, and records in the ledger when they leave, arrive or are lost.
 * Independent of the lab; times are passed in. Thread-safe.
 */
final class WireReader implements AutoCloseable {
    /** Carried by no message. */
    private static final int NO_TRIAL = NumberedMessage.TRIALS;
    /** Connections, or fragmented datagrams, tracked at once; the least recently used is dropped. */
    private static final int MAX_TRACKED = 4_096;

    /** One direction. A host has one address per IP version, so that ports identify a connection. */
    private static final class Direction {
        final HostPair pair;
        final Supplier<MessageFinder> finders;
        /** What a direction without messages has is never reached by one. */
        final ObservedLedger messages;
        final HttpHeads heads;
        final Map<Long, SeenPacket> inFlight = new HashMap<>();
        final Map<Long, SeenStream> streams = new LruMap<>(MAX_TRACKED);
        /** By identification, from the first fragment to the last. */
        final Map<Long, SeenDatagram> fragmented = new LruMap<>(MAX_TRACKED);
        /** Used only for udp+ack. */
        final SeenSession session = new SeenSession();

        Direction(ObservedLedger messages, HttpHeads heads, Supplier<MessageFinder> finders) {
            this.pair = messages.pair();
            this.messages = messages;
            this.heads = heads;
            this.finders = finders;
        }
    }

    private final Transport transport;
    private final TrialClock clock;
    private final Direction toReceiver;
    private final Direction toSender;
    private final PacketView view = new PacketView();
    private final PacketLog log = new PacketLog();
    private long sent;
    /** SYNs that began a connection. */
    private long connections;

    /** @param ledgers that of what alice sends, and if bob sends too, his */
    WireReader(Transport transport, Workload workload, List<ObservedLedger> ledgers, TrialClock clock) {
        this.transport = transport;
        this.clock = clock;
        toReceiver = direction(Scenario.SENDER, Scenario.RECEIVER, Role.CLIENT, workload, ledgers);
        toSender = direction(Scenario.RECEIVER, Scenario.SENDER, Role.SERVER, workload, ledgers);
    }

    /** @param role of the end that receives: the server is on alice */
    private Direction direction(String from, String to, Role role, Workload workload,
            List<ObservedLedger> ledgers) {
        HostPair pair = new HostPair(from, to);
        ObservedLedger messages = ledgers.stream().filter(one -> one.pair().equals(pair)).findFirst()
                .orElseGet(() -> new ObservedLedger(pair, NO_TRIAL, new Ledger(0)));
        HttpHeads heads = new HttpHeads();
        return new Direction(messages, heads, () -> finder(role, messages.trial(), workload, heads));
    }

    private MessageFinder finder(Role role, int trial, Workload workload, HttpHeads heads) {
        return switch (transport.framing()) {
            case NONE -> new HeaderFinder(trial, workload);
            case WEBSOCKET -> new FrameFinder(role, trial, workload, heads);
            case HTTP -> new HttpFinder(role, trial, workload, heads);
        };
    }

    /** @param nanoTime time of the event, by {@link System#nanoTime} */
    synchronized void seen(WireEvent event, long nanoTime) {
        Direction direction = direction(event.pair().from());
        switch (event.kind()) {
            case SENT -> sent(direction, event, nanoTime);
            case ARRIVED, LOST -> {
                SeenPacket packet = direction.inFlight.get(event.number());
                if (packet != null) { // else it was sent before observation began
                    ended(direction, packet, event, nanoTime);
                }
            }
        }
    }

    private Direction direction(String from) {
        return from.equals(toReceiver.pair.from()) ? toReceiver : toSender;
    }

    private void sent(Direction direction, WireEvent event, long nanoTime) {
        sent++;
        SeenPacket packet = new SeenPacket(event, nanoTime);
        view.decode(LinkType.ETHERNET, event.bytes(), 0, event.bytes().length);
        if (view.network() instanceof IpPacket ip) {
            read(direction, packet, ip);
        }
        if (!view.isAddressResolution()) { // what tells of messages is not interrupted by it
            log.add(packet, event, view);
        }
        if (packet.inFlight > 0) {
            direction.inFlight.put(packet.number, packet);
        } else {
            lost(packet, new FaultEffect.Dropped(packet.dropped).toString());
        }
    }

    private void read(Direction direction, SeenPacket packet, IpPacket ip) {
        switch (view.transport()) {
            case TcpSegment segment -> read(direction, packet, ip, segment);
            case UdpDatagram datagram -> read(direction, packet, ip, datagram);
            case Undecoded why when why == Undecoded.LATER_FRAGMENT && ip.protocol() == IpPacket.UDP -> {
                packet.payload = ip.payloadLength();
                long key = key(ip, ip.identification());
                SeenDatagram whole = ip.hasMoreFragments() ? direction.fragmented.get(key)
                        : direction.fragmented.remove(key);
                if (whole != null) { // else the first was not observed
                    part(packet, ip, whole);
                }
            }
            case IcmpMessage _,Undecoded _ -> {
                // these carry no messages
            }
        }
    }

    /** Returns a key that keeps IPv4 and IPv6 apart. */
    private static long key(IpPacket ip, int bits) {
        return switch (ip) {
            case Ipv4Packet _ -> Integer.toUnsignedLong(bits);
            case Ipv6Packet _ -> ~Integer.toUnsignedLong(bits);
        };
    }

    private void read(Direction direction, SeenPacket packet, IpPacket ip, TcpSegment segment) {
        long ports = key(ip, segment.sourcePort() << 16 | segment.destinationPort());
        SeenStream stream = direction.streams.get(ports);
        if (stream == null || stream.isOther(segment)) {
            if (stream != null) {
                stream.close();
            }
            stream = new SeenStream(segment, direction.finders.get(), direction.messages.ledger());
            direction.streams.put(ports, stream);
            if (segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK)) {
                connections++;
            }
        }
        packet.retransmission = stream.isRetransmission(segment);
        packet.payload = segment.payloadLength();
        long at = stream.payloadAt(segment);
        stream.sent(segment, clock.at(packet.sentAt));
        if (packet.payload > 0) {
            packet.sequence = OptionalLong.of(at);
            packet.carries(stream, at, packet.payload);
        }
    }

    private void read(Direction direction, SeenPacket packet, IpPacket ip, UdpDatagram datagram) {
        packet.payload = datagram.payloadTo() - datagram.payloadFrom();
        packet.retransmission = transport == Transport.UDP_ACK && direction.session.isRetransmission(
                Arrays.copyOfRange(datagram.bytes(), datagram.payloadFrom(), datagram.payloadTo()));
        int number = HeaderFinder.first(direction.messages.trial(), datagram.bytes(), datagram.payloadFrom(),
                datagram.payloadTo());
        SeenDatagram whole = new SeenDatagram(number, direction.messages.ledger());
        if (ip.hasMoreFragments()) {
            direction.fragmented.put(key(ip, ip.identification()), whole);
        }
        part(packet, ip, whole);
    }

    private void part(SeenPacket packet, IpPacket ip, SeenDatagram whole) {
        int from = ip.fragmentOffset();
        packet.carries(whole, from, ip.payloadLength());
        whole.sent(from, from + ip.payloadLength(), !ip.hasMoreFragments(), clock.at(packet.sentAt));
    }

    private void ended(Direction direction, SeenPacket packet, WireEvent event, long nanoTime) {
        packet.inFlight--;
        if (packet.inFlight == 0) {
            direction.inFlight.remove(packet.number);
        }
        switch (event.kind()) {
            case ARRIVED -> {
                packet.arrivedAt.add(nanoTime);
                String damage = damage(packet);
                if (damage != null) {
                    lost(packet, damage);
                } else if (packet.whole != null) {
                    packet.whole.arrived(packet.from, packet.to, clock.at(nanoTime));
                }
            }
            case LOST -> {
                packet.dropped = event.dropped();
                packet.effects = event.effects();
                lost(packet, new FaultEffect.Dropped(packet.dropped).toString());
            }
            case SENT -> throw new IllegalArgumentException("it was sent before");
        }
    }

    private static String damage(SeenPacket packet) {
        for (FaultEffect effect : packet.effects) {
            if (effect instanceof FaultEffect.Corrupted corrupted) {
                return corrupted.detectable()
                        ? "corrupted by the wire: " + packet.pair.to() + "'s kernel discarded it"
                        : "corrupted by the wire, without a checksum to detect it";
            }
        }
        return null;
    }

    private static void lost(SeenPacket packet, String cause) {
        if (packet.whole != null) {
            packet.whole.lost(packet.from, packet.to, cause);
        }
    }

    /** Returns how many packets have left the hosts so far. */
    synchronized long sent() {
        return sent;
    }

    /** Returns the TCP connections and the HTTP requests so far. */
    synchronized WireStats.Requests requests() {
        return new WireStats.Requests(connections, toSender.heads.count(),
                toSender.heads.bytes() + toReceiver.heads.bytes());
    }

    /** Returns how many datagrams of this host were retransmissions. */
    synchronized long retransmittedDatagrams(String from) {
        return direction(from).session.retransmitted();
    }

    /** Returns the packets in the order in which they were sent, at most {@link WireStats#MAX_PACKETS}. */
    synchronized List<WirePacket> packets() {
        return log.packets(clock);
    }

    /** Returns whether {@link #packets} has all packets. */
    synchronized boolean isComplete() {
        return log.isComplete();
    }

    @Override
    public synchronized void close() {
        toReceiver.streams.values().forEach(SeenStream::close);
        toSender.streams.values().forEach(SeenStream::close);
    }
}
