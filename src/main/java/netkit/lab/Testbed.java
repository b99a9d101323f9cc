package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import netkit.lab.wire.WireSettings;

/**
 * Places with faults between them, for programs that do not care how the faults are made: the lab does it to the
 * packets below the sockets, the portable relay to the datagrams and streams above them.
 */
public interface Testbed extends Closeable {
    /** In the order in which they were named. */
    List<? extends Place> places();

    /**
     * Where a client finds a TCP server.
     *
     * @param client where the connection will be opened
     * @param server what the server is bound to, at another place
     */
    InetSocketAddress streamPath(Place client, InetSocketAddress server) throws IOException;

    /** As {@link #streamPath}, for UDP. */
    InetSocketAddress datagramPath(Place client, InetSocketAddress server) throws IOException;

    /** What is done now to what passes between the places. */
    WireSettings settings();

    /**
     * What is done from now on to what passes between the places.
     *
     * @throws IOException if this cannot be done here
     */
    void set(WireSettings settings) throws IOException;

    /** Whether nothing is under way between the places just now. */
    boolean isIdle();
}
