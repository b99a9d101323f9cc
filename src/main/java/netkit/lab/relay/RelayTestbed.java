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
 * Places on loopback addresses, with a relay on each path between them: it runs on any system. A relay works above the
 * sockets. It does to datagrams what the lab's wire does to packets, by the same rules; but streams it can only delay,
 * slow down and stop: see {@link #refusal}.
 */
public final class RelayTestbed implements Testbed {
    /** Paths and clients share the numbers of the flows. */
    private static final int FLOWS_OF_A_PATH = 32;

    private final List<LoopbackTestbed.Loopback> places;
    private final RelayWire wire;
    private final List<DatagramRelay> datagramRelays = new ArrayList<>();
    private final List<StreamRelay> streamRelays = new ArrayList<>();
    private final Set<SocketType> pathTypes = EnumSet.noneOf(SocketType.class);

    /**
     * @param names of the places. Two share the loopback address, and so its ports as well; more have addresses of their
     *        own, {@code 127.0.0.1}, {@code 127.0.0.2} …, of which not every system knows more than the first
     * @param seed equal seeds give the datagrams of a client equal fates, if paths and clients come in the same order
     */
    public RelayTestbed(List<String> names, long seed) {
        places = names.size() == 2
                ? names.stream().map(name -> place(name, InetAddress.getLoopbackAddress())).toList()
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
            throw new AssertionError(e); // only for a wrong length
        }
    }

    /**
     * Why a relay cannot do this to what is carried so, as a sentence or two; empty when it can. Datagrams can be lost,
     * one by one or in bursts, doubled, reordered, delayed, limited to a rate with a queue, and cut off; streams can be
     * delayed, stopped by a cut, and limited to a rate: from a full queue on the relay reads no more, and the sender
     * has to wait.
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
                            "A relay works above the socket and sends each datagram anew, with a checksum that"
                                    + " is right again. One that it damaged would be taken for good, while on a wire the"
                                    + " checksum betrays it and it is thrown away. Only the lab, with real packets, can"
                                    + " corrupt them.");
                }
                yield faults.mtu().isPresent()
                        ? Optional.of(
                                "A relay works above the socket and gets each datagram whole, in however many IP"
                                        + " packets it came. Only the lab, with real packets, has an MTU.")
                        : Optional.empty();
            }
            case STREAM -> belowTheSocket(faults).map(fault -> "TCP meets " + fault
                    + " below the socket, in its packets. A relay works above it, on bytes that TCP has already"
                    + " received, put in order and acknowledged: to lose, double, move or change bytes there would"
                    + " be no fault of the network but a broken stream. Only the lab, with real packets, can show"
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
     * A relay of its own for each call.
     *
     * @throws IOException also when the wire does what cannot be done to streams
     */
    @Override
    public synchronized InetSocketAddress streamPath(Place client, InetSocketAddress server)
            throws IOException {
        require(SocketType.STREAM, settings());
        StreamRelay relay = StreamRelay.open(server, wire, toServer(client, server),
                (long) streamRelays.size() << FLOWS_OF_A_PATH);
        streamRelays.add(relay);
        pathTypes.add(SocketType.STREAM);
        return relay.address();
    }

    /**
     * A relay of its own for each call.
     *
     * @throws IOException also when the wire does what cannot be done to datagrams
     */
    @Override
    public synchronized InetSocketAddress datagramPath(Place client, InetSocketAddress server)
            throws IOException {
        require(SocketType.DATAGRAM, settings());
        DatagramRelay relay = DatagramRelay.open(server, wire, toServer(client, server),
                (long) datagramRelays.size() << FLOWS_OF_A_PATH);
        datagramRelays.add(relay);
        pathTypes.add(SocketType.DATAGRAM);
        return relay.address();
    }

    private static void require(SocketType socketType, WireSettings settings) throws IOException {
        Optional<String> refusal = refusal(socketType, settings);
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
    }

    /** Of two places the server is at the other one; among more its address tells. */
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

    /** @throws IOException when a path is open to which this cannot be done */
    @Override
    public synchronized void set(WireSettings settings) throws IOException {
        for (SocketType socketType : pathTypes) {
            require(socketType, settings);
        }
        wire.set(settings);
    }

    /** What a relay's socket has not read yet is not seen. */
    @Override
    public synchronized boolean isIdle() {
        return wire.isIdle() && streamRelays.stream().allMatch(StreamRelay::isIdle);
    }

    /** What happened to the datagrams, or to the events of streams, of one direction. */
    DirectionCount count(SocketType socketType, HostPair pair) {
        return wire.count(socketType, pair);
    }

    /** Ends every path; what was opened at the places stays with those who opened it. */
    @Override
    public synchronized void close() throws IOException {
        for (Closeable relay : Stream.concat(streamRelays.stream(), datagramRelays.stream()).toList()) {
            relay.close();
        }
        wire.close();
    }
}
