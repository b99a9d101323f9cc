package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Where bob receives datagrams: at the same address in each life of his program. */
final class ReceiverSocket {
    private final LinkContext context;
    /** Null before his first life. */
    private InetSocketAddress address;

    ReceiverSocket(LinkContext context) {
        this.context = context;
    }

    /** For the next life of his program. */
    DatagramSocket open() throws IOException {
        InetSocketAddress wanted = address == null ? LinkContext.address(context.bob()) : address;
        DatagramSocket socket = context.bob().open(() -> new DatagramSocket(wanted));
        address = (InetSocketAddress) socket.getLocalSocketAddress();
        return socket;
    }

    /** Where alice sends to so that it comes there. To be asked for once, when it has been opened. */
    InetSocketAddress path() throws IOException {
        return context.bed().datagramPath(context.alice(), address);
    }
}
