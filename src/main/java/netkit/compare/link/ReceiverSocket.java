package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** The datagram socket of the receiver, at the same address in each run of its program. */
final class ReceiverSocket {
    private final LinkContext context;
    /** Null before the first run. */
    private InetSocketAddress address;

    ReceiverSocket(LinkContext context) {
        this.context = context;
    }

    /** Opens the socket for the next run of the program. */
    DatagramSocket open() throws IOException {
        InetSocketAddress wanted = address == null ? LinkContext.address(context.bob()) : address;
        DatagramSocket socket = context.bob().open(() -> new DatagramSocket(wanted));
        address = (InetSocketAddress) socket.getLocalSocketAddress();
        return socket;
    }

    /** Returns the address that alice sends to. To be called once, after the socket has been opened. */
    InetSocketAddress path() throws IOException {
        return context.bed().udpAddress(context.alice(), address);
    }
}
