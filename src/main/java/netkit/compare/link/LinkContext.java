package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.function.IntConsumer;

import javax.net.SocketFactory;

import netkit.compare.ledger.Workload;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.net.UnconnectedSocketFactory;

/**
 * Where a link is opened, and for what.
 *
 * @param trial the number that its messages carry
 * @param rabbitMq where RabbitMQ is, for {@link Transport#RABBITMQ}
 * @param acknowledged told the number of each message whose acknowledgement came to the sender, or to the queue that
 *        keeps it
 */
public record LinkContext(Testbed bed, int trial, Workload workload, long seed, IntConsumer acknowledged,
        Optional<URI> rabbitMq) {
    /** Of transports that have no port of their own. */
    static final int DEFAULT_PORT = 9000;

    /** Where the sending program lives, and the server. */
    Place alice() {
        return bed.places().get(0);
    }

    /** Where the receiving program lives. */
    Place bob() {
        return bed.places().get(1);
    }

    /** The port for a server there: the one that is wanted, or, where other programs of the machine may have it, any. */
    static int port(Place place, int wanted) {
        return place.address().isLoopbackAddress() ? 0 : wanted;
    }

    /** An address for a server there, with the usual port. */
    static InetSocketAddress address(Place place) {
        return new InetSocketAddress(place.address(), port(place, DEFAULT_PORT));
    }

    /** TCP sockets there, not yet connected; to be connected from any thread. */
    static SocketFactory sockets(Place place) {
        return new UnconnectedSocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                return place.open(() -> {
                    Socket socket = new Socket();
                    socket.bind(null); // else it would be made where it is connected
                    return socket;
                });
            }
        };
    }

    SocketFactory receiverSockets() {
        return sockets(bob());
    }
}
