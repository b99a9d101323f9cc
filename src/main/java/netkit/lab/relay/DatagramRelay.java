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

/**
 * A UDP relay between clients and a server on the loopback address; the datagrams pass through a {@link RelayWire}.
 * Clients send to the relay's address, and each has its own socket towards the server, to which the replies come. It
 * works above the sockets: a datagram that it drops had reached the relay's kernel intact.
 */
final class DatagramRelay implements Closeable {
    /** Maximum number of clients during the life of the relay; datagrams of further clients are dropped. */
    static final int MAX_CLIENTS = 256;
    /** Upper bound for the payload of a UDP datagram, in bytes (RFC 768: the length field has 16 bits). */
    private static final int MAX_DATAGRAM = 65_535;
    /** Receive buffer requested so that a burst does not overflow the kernel's queue; the system may grant less. */
    private static final int RECEIVE_BUFFER = 4 << 20;
    /** Bytes of an IPv4 header (RFC 791 §3.1) and a UDP header (RFC 768), which count against a rate limit. */
    static final int HEADERS = 28;

    private final RelayPath path;
    private final RelayEntrance entrance;
    private final DatagramSocket clientSocket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Used by the thread that receives from the clients, and by {@link #close} after that thread has ended. */
    private final Map<SocketAddress, Client> clients = new HashMap<>();

    DatagramRelay(RelayPath path, RelayEntrance entrance) throws IOException {
        this.path = path;
        this.entrance = entrance;
        clientSocket = socket(entrance.address());
        threads.execute(this::receiveFromClients);
    }

    private DatagramSocket socket(InetAddress address) throws IOException {
        DatagramSocket socket = new DatagramSocket(entrance.ports().getAsInt(), address);
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Returns the address that clients send to. */
    InetSocketAddress address() {
        return (InetSocketAddress) clientSocket.getLocalSocketAddress();
    }

    private void receiveFromClients() {
        receiveAll(clientSocket, packet -> {
            Client client = entrance.admitted().test(packet.getAddress())
                    ? client(packet.getSocketAddress())
                    : null;
            if (client != null) {
                client.toServer.offer(packet.getData(), packet.getLength(), packet.getLength() + HEADERS);
            }
        });
    }

    private interface Handler {
        void received(DatagramPacket packet);
    }

    private static void receiveAll(DatagramSocket socket, Handler handler) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MAX_DATAGRAM);
                socket.receive(packet);
            } catch (IOException _) {
                continue; // closed, which the loop condition detects, or an error of a single datagram
            }
            handler.received(packet);
        }
    }

    /** Returns the client with this address, created on first use; null if there are too many. */
    private Client client(SocketAddress address) {
        Client known = clients.get(address);
        if (known != null || clients.size() == MAX_CLIENTS) {
            return known;
        }
        try {
            Client client = new Client(address, socket(towardsServer()), clients.size());
            clients.put(address, client);
            threads.execute(client::receiveFromServer);
            return client;
        } catch (IOException _) {
            return null; // out of sockets: treated as too many clients
        }
    }

    /** The loopback address for a server on this machine, and any for one on another. */
    private InetAddress towardsServer() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return path.server().getAddress().isLoopbackAddress() ? loopback
                : new InetSocketAddress(0).getAddress();
    }

    /** Closes all sockets and waits for all threads to end. */
    @Override
    public void close() {
        clientSocket.close();
        threads.shutdownNow(); // interrupting a virtual thread closes the socket that it is blocked on
        threads.close();
        clients.values().forEach(Client::close);
    }

    /** One client: its flow in each direction and its socket towards the server. */
    private final class Client {
        /** Not connected, because an ICMP port unreachable (RFC 1122 §4.1.3.3) would then fail a send or receive. */
        final DatagramSocket serverSocket;
        final RelayWire.Flow toServer;
        final RelayWire.Flow toClient;

        Client(SocketAddress address, DatagramSocket serverSocket, long number) {
            this.serverSocket = serverSocket;
            toServer = path.toServer(SocketType.DATAGRAM, number,
                    (bytes, length) -> send(serverSocket, bytes, length, path.server()));
            toClient = path.toClient(SocketType.DATAGRAM, number,
                    (bytes, length) -> send(clientSocket, bytes, length, address));
        }

        private static void send(DatagramSocket socket, byte[] bytes, int length, SocketAddress to) {
            try {
                socket.send(new DatagramPacket(bytes, length, to));
            } catch (IOException _) {
                // equivalent to loss behind the relay
            }
        }

        void receiveFromServer() {
            receiveAll(serverSocket, packet -> {
                if (packet.getSocketAddress().equals(path.server())) {
                    toClient.offer(packet.getData(), packet.getLength(), packet.getLength() + HEADERS);
                }
            });
        }

        void close() {
            toServer.close();
            toClient.close();
            serverSocket.close();
        }
    }
}
