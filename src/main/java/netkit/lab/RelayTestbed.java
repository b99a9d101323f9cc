package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Places on the loopback address, with a relay on each path between them: it runs on any system. */
public final class RelayTestbed implements Testbed {
    /**
     * What the relays do. The same in both directions is not required.
     *
     * @param seed equal seeds give the datagrams of a path equal fates
     */
    public record Relays(long seed, DatagramFaults datagramsToServer, DatagramFaults datagramsToClient,
            StreamFaults streamToServer, StreamFaults streamToClient) {
        /** Relays that only pass on. */
        public static final Relays FAULTLESS = new Relays(0, DatagramFaults.NONE, DatagramFaults.NONE,
                StreamFaults.NONE, StreamFaults.NONE);
    }

    private final List<LoopbackTestbed.Loopback> places;
    private final Relays relays;
    private final List<Closeable> paths = new ArrayList<>();

    public RelayTestbed(List<String> names, long seed) {
        this(names, Relays.FAULTLESS);
    }

    /** @param names of the places; they share one address, so they share its ports as well */
    public RelayTestbed(List<String> names, Relays relays) {
        this.places = names.stream().map(LoopbackTestbed.Loopback::new).toList();
        this.relays = relays;
    }

    @Override
    public List<? extends Place> places() {
        return places;
    }

    /** A relay of its own for each call. */
    @Override
    public synchronized InetSocketAddress streamPath(Place client, InetSocketAddress server)
            throws IOException {
        StreamRelay relay = StreamRelay.open(server, relays.streamToServer(), relays.streamToClient());
        paths.add(relay);
        return relay.address();
    }

    /** A relay of its own for each call. */
    @Override
    public synchronized InetSocketAddress datagramPath(Place client, InetSocketAddress server)
            throws IOException {
        DatagramRelay relay = DatagramRelay.open(server, relays.seed(), relays.datagramsToServer(),
                relays.datagramsToClient());
        paths.add(relay);
        return relay.address();
    }

    /**
     * Why a relay cannot do this to what is carried so, or empty when it can.
     */
    public static Optional<String> refusal(Carrier carrier, WireSettings wire) {
        return Optional.empty();
    }

    @Override
    public WireSettings settings() {
        return WireSettings.clear(places.stream().map(Place::name).toList());
    }

    @Override
    public void set(WireSettings settings) {}

    @Override
    public boolean isIdle() {
        return true;
    }

    /** Ends every path; what was opened at the places stays with those who opened it. */
    @Override
    public synchronized void close() throws IOException {
        for (Closeable path : paths) {
            path.close();
        }
        paths.clear();
    }
}
