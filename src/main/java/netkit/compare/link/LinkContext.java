package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;

import javax.net.SocketFactory;

import netkit.compare.ledger.Workload;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.net.UnconnectedSocketFactory;

/**
 * The context of a link: its testbed, trial and workload.
 *
 * @param trial the number that its messages carry
 * @param back what the link does with the messages that bob sends to alice; empty if he sends none
 * @param pollEvery how often a receiver that has to ask does so
 * @param rabbitMq the URL of RabbitMQ, for {@link Transport#RABBITMQ}
 * @param acknowledged receives the number of each message whose acknowledgement reached the sender, or the queue that
 *        stores it
 */
public record LinkContext(Testbed bed, int trial, Workload workload, long seed, IntConsumer acknowledged,
        Optional<Back> back, Duration pollEvery, Optional<URI> rabbitMq) {
    /**
     * The direction from bob to alice.
     *
     * @param trial the number that its messages carry
     * @param alice her program, which receives them
     * @param acknowledged receives the number of each message whose acknowledgement reached bob, or the queue
     */
    public record Back(int trial, Inbox alice, IntConsumer acknowledged) {}

    /** The port of transports that have none of their own. */
    static final int DEFAULT_PORT = 9000;

    /** Returns the place of the sending program, and of the server. */
    Place alice() {
        return bed.places().get(0);
    }

    /** Returns the place of the receiving program. */
    Place bob() {
        return bed.places().get(1);
    }

    /** Returns the port for a server: the wanted one in a lab, or 0 (any) on the loopback address, where it may be in use. */
    static int port(Place place, int wanted) {
        return place.address().isLoopbackAddress() ? 0 : wanted;
    }

    /** Returns an address for a server, with the default port. */
    static InetSocketAddress address(Place place) {
        return new InetSocketAddress(place.address(), port(place, DEFAULT_PORT));
    }

    /** Returns a factory of unconnected TCP sockets, which any thread may connect. */
    static SocketFactory sockets(Place place) {
        return new UnconnectedSocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                return place.open(() -> {
                    Socket socket = new Socket();
                    socket.bind(null); // else it would be created in the namespace of the thread that connects it
                    return socket;
                });
            }
        };
    }

    SocketFactory receiverSockets() {
        return sockets(bob());
    }
}
