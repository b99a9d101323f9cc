package netkit.lab.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import netkit.lab.wire.HostPair;

/**
 * Stands between UDP clients and a server, on the loopback address, and passes their datagrams on through a
 * {@link RelayWire}. Clients send to the relay's address; each gets a socket of its own towards the server, so that
 * answers find their way reverse. It works above the sockets: what is dropped has reached its kernel whole.
 */
final class DatagramRelay implements Closeable {
    /** Clients, as long as the relay is open; the datagrams of one more are dropped. */
    static final int MAX_CLIENTS = 256;
    /** More than any UDP datagram can carry (RFC 768: the length field has 16 bits). */
    private static final int MAX_DATAGRAM = 65_535;
    /** Asked for, so that a burst does not overflow the kernel's queue; the system may grant less. */
    private static final int RECEIVE_BUFFER = 4 << 20;
    /** An IPv4 header (RFC 791 §3.1) and a UDP header (RFC 768), which a rate counts. */
    static final int HEADERS = 28;

    private final InetSocketAddress server;
    private final RelayWire wire;
    private final HostPair toServer;
    private final HostPair toClient;
    private final long firstFlow;
    private final DatagramSocket front;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Used by the thread that receives from the clients, and by close when that thread is gone. */
    private final Map<SocketAddress, Client> clients = new HashMap<>();

    private DatagramRelay(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow,
            DatagramSocket front) {
        this.server = server;
        this.wire = wire;
        this.toServer = toServer;
        this.toClient = new HostPair(toServer.to(), toServer.from());
        this.firstFlow = firstFlow;
        this.front = front;
    }

    /**
     * @param toServer the clients' place and the server's
     * @param firstFlow number of the first client's flow in the wire; later ones get the numbers behind it
     */
    static DatagramRelay open(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow)
            throws IOException {
        DatagramRelay relay = new DatagramRelay(server, wire, toServer, firstFlow, socket());
        relay.threads.execute(relay::receiveFromClients);
        return relay;
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Where clients send to. */
    InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    private void receiveFromClients() {
        receiveAll(front, packet -> {
            Client client = client(packet.getSocketAddress());
            if (client != null) {
                client.toServer.offer(packet.getData(), packet.getLength(), packet.getLength() + HEADERS);
            }
        });
    }

    private interface Receiver {
        void received(DatagramPacket packet);
    }

    private static void receiveAll(DatagramSocket socket, Receiver receiver) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM);
                socket.receive(packet);
            } catch (IOException _) {
                continue; // closed, which the loop sees, or the system's trouble with one datagram
            }
            receiver.received(packet);
        }
    }

    /** Made when it is new; null when there is no place for one more. */
    private Client client(SocketAddress address) {
        Client known = clients.get(address);
        if (known != null || clients.size() == MAX_CLIENTS) {
            return known;
        }
        try {
            Client client = new Client(address, socket(), firstFlow + clients.size());
            clients.put(address, client);
            threads.execute(client::receiveFromServer);
            return client;
        } catch (IOException _) {
            return null; // out of sockets: as with too many clients
        }
    }

    /** Returns when every socket and thread is gone. */
    @Override
    public void close() {
        front.close();
        threads.shutdownNow(); // an interrupted virtual thread closes the socket that it waits for
        threads.close();
        clients.values().forEach(Client::close);
    }

    /** A client's flow in each direction, and its socket towards the server. */
    private final class Client {
        final SocketAddress address;
        /** Not connected: else the news that nobody listens (RFC 1122 §4.1.3.3) takes the place of a datagram. */
        final DatagramSocket reverse;
        final RelayWire.Flow toServer;
        final RelayWire.Flow toClient;

        Client(SocketAddress address, DatagramSocket reverse, long flow) {
            this.address = address;
            this.reverse = reverse;
            toServer = wire.open(SocketType.DATAGRAM, DatagramRelay.this.toServer, flow,
                    (bytes, length) -> send(reverse, bytes, length, server));
            toClient = wire.open(SocketType.DATAGRAM, DatagramRelay.this.toClient, flow,
                    (bytes, length) -> send(front, bytes, length, address));
        }

        private static void send(DatagramSocket socket, byte[] bytes, int length, SocketAddress to) {
            try {
                socket.send(new DatagramPacket(bytes, length, to));
            } catch (IOException _) {
                // as if it were lost behind the relay
            }
        }

        void receiveFromServer() {
            receiveAll(reverse, packet -> {
                if (packet.getSocketAddress().equals(server)) {
                    toClient.offer(packet.getData(), packet.getLength(), packet.getLength() + HEADERS);
                }
            });
        }

        void close() {
            toServer.close();
            toClient.close();
            reverse.close();
        }
    }
}
