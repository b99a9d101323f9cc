package netkit.net;

import java.io.IOException;
import java.net.Socket;

/** Makes the TCP sockets of a client, not yet connected: in another network namespace, for example. */
@FunctionalInterface
public interface SocketSource {
    /** Ordinary ones. */
    SocketSource HERE = Socket::new;

    Socket open() throws IOException;
}
