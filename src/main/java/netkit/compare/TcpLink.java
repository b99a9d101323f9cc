package netkit.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import netkit.lab.Direction;
import netkit.lab.RelayCounts;
import netkit.lab.StreamFaults;
import netkit.lab.StreamRelay;

/** One TCP connection through a relay; the messages follow each other in its stream with nothing between them. */
final class TcpLink implements Link {
    private static final int ACCEPT_TIMEOUT_MILLIS = 10_000;
    private static final int MIN_READ_SIZE = 64 * 1024;

    private final int size;
    private final StreamRelay relay;
    private final Socket sender;
    private final Socket receiver;

    private TcpLink(int size, StreamRelay relay, Socket sender, Socket receiver) {
        this.size = size;
        this.relay = relay;
        this.sender = sender;
        this.receiver = receiver;
    }

    static TcpLink open(StreamFaults faults, int size) throws IOException {
        StreamRelay relay = null;
        Socket sender = new Socket();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
            relay = StreamRelay.open((InetSocketAddress) server.getLocalSocketAddress(), faults,
                    StreamFaults.NONE);
            sender.connect(relay.address());
            // Without Nagle's algorithm (RFC 9293 §3.7.4) a message does not wait for an earlier one's ACK.
            sender.setTcpNoDelay(true);
            return new TcpLink(size, relay, sender, server.accept());
        } catch (IOException e) {
            sender.close();
            if (relay != null) {
                relay.close();
            }
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        sender.getOutputStream().write(message);
    }

    @Override
    public void receiveAll(Arrivals arrivals) throws IOException {
        // Room for several messages, so that it is TCP and not the buffer that decides what one read returns.
        byte[] buffer = new byte[Math.max(MIN_READ_SIZE, 4 * size)];
        MessageCutter cutter = new MessageCutter(size, arrivals);
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            cutter.chunk(buffer, n);
        }
    }

    private int read(byte[] buffer) throws IOException {
        return receiver.getInputStream().read(buffer);
    }

    @Override
    public void finish(int sent) throws IOException {
        sender.shutdownOutput(); // RFC 9293 §3.6: the FIN comes after all that was sent
    }

    @Override
    public RelayCounts relay() {
        return relay.counts(Direction.TO_SERVER);
    }

    /** Nothing vanishes from within a stream: it ends, and then what had not come by then is lost with it. */
    @Override
    public long lostByAccident(int sent) {
        return 0;
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
        relay.close();
    }
}
