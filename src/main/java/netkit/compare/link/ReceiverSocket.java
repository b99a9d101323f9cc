package netkit.compare.link;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Where bob receives datagrams: at the same address in each life of his program. */
final class ReceiverSocket {
    private final Setting setting;
    /** Null before his first life. */
    private InetSocketAddress address;

    ReceiverSocket(Setting setting) {
        this.setting = setting;
    }

    /** For the next life of his program. */
    DatagramSocket open() throws IOException {
        InetSocketAddress wanted = address == null ? Setting.address(setting.bob()) : address;
        DatagramSocket socket = setting.bob().open(() -> new DatagramSocket(wanted));
        address = (InetSocketAddress) socket.getLocalSocketAddress();
        return socket;
    }

    /** Where alice sends to so that it comes there. To be asked for once, when it has been opened. */
    InetSocketAddress path() throws IOException {
        return setting.bed().datagramPath(setting.alice(), address);
    }
}
