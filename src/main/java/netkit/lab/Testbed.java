package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import netkit.lab.wire.WireSettings;

/**
 * Places with faults between them, independent of how the faults are injected: the lab applies them to the packets
 * below the sockets, the relay to the datagrams and streams above them.
 */
public interface Testbed extends Closeable {
    /** Returns the places in the order in which they were named. */
    List<? extends Place> places();

    /**
     * Returns the address to which a client connects to reach a TCP server: its own, unless there is a relay.
     *
     * @param client the place where the connection will be opened
     * @param server the address to which the server is bound, at another place
     */
    default InetSocketAddress tcpAddress(Place client, InetSocketAddress server) throws IOException {
        return server;
    }

    /** Returns the address to which a client sends datagrams to reach a UDP server; see {@link #tcpAddress}. */
    default InetSocketAddress udpAddress(Place client, InetSocketAddress server) throws IOException {
        return server;
    }

    /** Returns the faults between the places. */
    WireSettings settings();

    /**
     * Sets the faults between the places.
     *
     * @throws IOException if this testbed cannot inject them
     */
    void set(WireSettings settings) throws IOException;

    /** Whether nothing is in flight between the places. */
    boolean isIdle();
}
