package netkit.lab.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Faults;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireSettings;

/**
 * A testbed of places on loopback addresses with a relay on each path between them; runs on any system. A relay works
 * above the sockets. To datagrams it applies the faults of the lab's wire, by the same rules; streams it can only
 * delay, limit to a rate and stop: see {@link #refusal}.
 */
public final class RelayTestbed implements Testbed {
    /** Shift of the path number within a flow number; the low bits number the clients of the path. */
    private static final int PATH_SHIFT = 32;

    private final List<LoopbackTestbed.Loopback> places;
    private final RelayEntrance entrance;
    private final RelayWire wire;
    private final List<DatagramRelay> datagramRelays = new ArrayList<>();
    private final List<StreamRelay> streamRelays = new ArrayList<>();
    private final Set<SocketType> pathTypes = EnumSet.noneOf(SocketType.class);

    /**
     * @param names of the places. Two places share the loopback address, and so its ports; more than two have their own
     *        addresses, {@code 127.0.0.1}, {@code 127.0.0.2} …, of which some systems configure only the first
     * @param seed equal seeds produce equal faults for a client's datagrams if paths and clients appear in the same
     *        order
     */
    public RelayTestbed(List<String> names, long seed) {
        this(names, seed, RelayEntrance.HERE);
    }

    /** @param entrance where the relays listen; servers at the places use its ports, too */
    public RelayTestbed(List<String> names, long seed, RelayEntrance entrance) {
        this.entrance = entrance;
        places = names.size() == 2
                ? names.stream().map(name -> new LoopbackTestbed.Loopback(name,
                        InetAddress.getLoopbackAddress(), entrance.ports())).toList()
                : IntStream.range(0, names.size()).mapToObj(i -> place(names.get(i), loopback(i + 1)))
                        .toList();
        wire = new RelayWire(names, seed);
    }

    private static LoopbackTestbed.Loopback place(String name, InetAddress address) {
        return new LoopbackTestbed.Loopback(name, address);
    }

    /** RFC 1122 §3.2.1.3 (g): all of 127.0.0.0/8 stays in the host. */
    private static InetAddress loopback(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // thrown only for a wrong length
        }
    }

    /**
     * Returns why a relay cannot inject these faults on this type of socket, in a sentence or two; empty if it can.
     * Datagrams can be lost (independently or in bursts), duplicated, reordered, delayed, limited to a rate with a
     * queue, and cut off. Streams can be delayed, stopped by a cut, and limited to a rate: while the queue is full the
     * relay does not read, and flow control stops the sender.
     */
    public static Optional<String> refusal(SocketType socketType, WireSettings wire) {
        return wire.faults().values().stream().flatMap(faults -> refusal(socketType, faults).stream())
                .findFirst();
    }

    private static Optional<String> refusal(SocketType socketType, Faults faults) {
        return switch (socketType) {
            case DATAGRAM -> {
                if (faults.corrupt() > 0) {
                    yield Optional.of(
                            "A relay works above the socket and sends each datagram again with a new, correct checksum."
                                    + " A receiver would accept one that it had corrupted, while on a wire the checksum"
                                    + " reveals the damage and the packet is discarded. Only the lab, with real packets, can"
                                    + " corrupt them.");
                }
                yield faults.mtu().isPresent()
                        ? Optional.of(
                                "A relay works above the socket and receives each datagram whole, in however many IP"
                                        + " packets it was sent. Only the lab, with real packets, has an MTU.")
                        : Optional.empty();
            }
            case STREAM -> belowTheSocket(faults).map(fault -> "TCP handles " + fault
                    + " below the socket, in its packets. A relay works above it, on bytes that TCP has already"
                    + " received, ordered and acknowledged: losing, duplicating, reordering or changing bytes there"
                    + " would not be a network fault but a broken stream. Only the lab, with real packets, can show"
                    + " how TCP copes.");
        };
    }

    private static Optional<String> belowTheSocket(Faults faults) {
        return Stream.of(faults.loss().mean() > 0 ? "loss" : "",
                faults.reorder().fraction() > 0 ? "reordering" : "",
                faults.duplicate() > 0 ? "duplication" : "", faults.corrupt() > 0 ? "corruption" : "",
                faults.mtu().isPresent() ? "an MTU" : "").filter(fault -> !fault.isEmpty()).findFirst();
    }

    @Override
    public List<? extends Place> places() {
        return places;
    }

    /**
     * Opens a new relay for each call.
     *
     * @throws IOException also if a relay cannot inject the current faults on streams
     */
    @Override
    public synchronized InetSocketAddress tcpAddress(Place client, InetSocketAddress server)
            throws IOException {
        StreamRelay relay = new StreamRelay(path(SocketType.STREAM, client, server, streamRelays.size()),
                entrance);
        streamRelays.add(relay);
        return relay.address();
    }

    /**
     * Opens a new relay for each call.
     *
     * @throws IOException also if a relay cannot inject the current faults on datagrams
     */
    @Override
    public synchronized InetSocketAddress udpAddress(Place client, InetSocketAddress server)
            throws IOException {
        DatagramRelay relay = new DatagramRelay(
                path(SocketType.DATAGRAM, client, server, datagramRelays.size()), entrance);
        datagramRelays.add(relay);
        return relay.address();
    }

    /** @param number of the path among those of its type */
    private RelayPath path(SocketType type, Place client, InetSocketAddress server, long number)
            throws IOException {
        require(type, settings());
        pathTypes.add(type);
        return new RelayPath(server, wire, toServer(client, server), number << PATH_SHIFT);
    }

    private static void require(SocketType socketType, WireSettings settings) throws IOException {
        Optional<String> refusal = refusal(socketType, settings);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
    }

    /**
     * Returns the direction from the client to the server: of two places the server is at the other; of more, its
     * address identifies its place.
     */
    private HostPair toServer(Place client, InetSocketAddress server) {
        Place at = places.stream()
                .filter(place -> places.size() == 2
                        ? !place.name().equals(client.name())
                        : place.address().equals(server.getAddress()))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(
                        "no place has the address " + server.getAddress().getHostAddress()));
        return new HostPair(client.name(), at.name());
    }

    @Override
    public WireSettings settings() {
        return wire.settings();
    }

    /** @throws IOException if a relay cannot inject these faults on a path that is open */
    @Override
    public synchronized void set(WireSettings settings) throws IOException {
        for (SocketType socketType : pathTypes) {
            require(socketType, settings);
        }
        wire.set(settings);
    }

    /** Does not consider data that a relay has not read from its socket yet. */
    @Override
    public synchronized boolean isIdle() {
        return wire.isIdle() && streamRelays.stream().allMatch(StreamRelay::isIdle);
    }

    /** Returns the counters for the datagrams, or for the chunks of streams, of one direction. */
    DirectionCount count(SocketType socketType, HostPair pair) {
        return wire.count(socketType, pair);
    }

    /** Closes every relay; sockets opened at the places belong to their callers. */
    @Override
    public synchronized void close() throws IOException {
        for (Closeable relay : Stream.concat(streamRelays.stream(), datagramRelays.stream()).toList()) {
            relay.close();
        }
        wire.close();
    }
}
