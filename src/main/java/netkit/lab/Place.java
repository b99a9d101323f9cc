package netkit.lab;

import java.io.IOException;
import java.net.InetAddress;

/** A location for programs and their sockets: a host of a lab, or a name for the loopback address. */
public interface Place {
    /** A task that opens one or more sockets. */
    @FunctionalInterface
    interface SocketOpener<T> {
        T open() throws IOException;
    }

    String name();

    /** Returns the address to which servers at this place bind. */
    InetAddress address();

    /** Returns the port for a server that wants this one: 0 (any) on the loopback address, where it may be in use. */
    default int port(int wanted) {
        return address().isLoopbackAddress() ? 0 : wanted;
    }

    /**
     * Opens sockets at this place, for use by any thread. They must be bound or connected when this method returns: the
     * JDK creates other sockets on first use, possibly at another place.
     */
    <T> T open(SocketOpener<T> opener) throws IOException;
}
