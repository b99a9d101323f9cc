package netkit.lab;

import java.io.IOException;
import java.net.InetAddress;

/** Where programs live and sockets are opened: a host of the lab, or a name on the loopback address. */
public interface Place {
    /** Opens a socket, or several. */
    @FunctionalInterface
    interface SocketOpener<T> {
        T open() throws IOException;
    }

    String name();

    /** The address of this place, for its servers to bind to. */
    InetAddress address();

    /**
     * Opens sockets here. They may be used from any thread afterwards, but they must be bound or connected when this
     * returns: a socket that is neither may not have been made yet, and would be made wherever it is used first.
     */
    <T> T open(SocketOpener<T> opener) throws IOException;
}
