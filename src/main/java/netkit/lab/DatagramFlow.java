package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One client of a relay: a line for each direction, and a socket of its own towards the server. */
final class DatagramFlow implements Closeable {
    private final SocketAddress client;
    private final DatagramSocket front;
    private final DatagramSocket back;
    private final DatagramLine toServer;
    private final DatagramLine toClient;

    private DatagramFlow(SocketAddress client, DatagramSocket front, DatagramSocket back,
            DatagramLine toServer, DatagramLine toClient) {
        this.client = client;
        this.front = front;
        this.back = back;
        this.toServer = toServer;
        this.toClient = toClient;
    }

    /** @param front what the client sends to, and gets its answers from */
    static DatagramFlow open(SocketAddress client, DatagramSocket front, InetSocketAddress server,
            DatagramLine toServer, DatagramLine toClient) throws IOException {
        DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try {
            back.setReceiveBufferSize(DatagramRelay.RECEIVE_BUFFER);
            back.connect(server);
            return new DatagramFlow(client, front, back, toServer, toClient);
        } catch (IOException e) {
            back.close();
            throw e;
        }
    }

    DatagramLine line(Direction direction) {
        return switch (direction) {
            case TO_SERVER -> toServer;
            case TO_CLIENT -> toClient;
        };
    }

    /** Waits for an answer of the server. */
    void receive(DatagramPacket packet) throws IOException {
        back.receive(packet);
    }

    boolean isClosed() {
        return back.isClosed();
    }

    /** Sends on all that is due at this time. */
    void sendDue(Direction direction, long now) {
        DatagramLine line = line(direction);
        for (byte[] datagram = line.next(now); datagram != null; datagram = line.next(now)) {
            try {
                switch (direction) {
                    case TO_SERVER -> back.send(new DatagramPacket(datagram, datagram.length));
                    case TO_CLIENT -> front.send(new DatagramPacket(datagram, datagram.length, client));
                }
            } catch (IOException _) {
                line.sendFailed();
            }
        }
    }

    /** As {@link DatagramLine#untilNext}, for both lines together. */
    OptionalLong untilNext(long now) {
        return Stream.of(toServer, toClient).map(line -> line.untilNext(now))
                .flatMapToLong(OptionalLong::stream).min();
    }

    @Override
    public void close() {
        back.close();
    }
}
