package netkit.compare.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import javax.net.SocketFactory;

import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Direction;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.net.ConnectionLimits;
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
 * @param remoteBob bob's end, if it is on another machine; then only alice's end is opened here
 * @param losses receives what the link itself knows of lost messages
 */
public record LinkContext(Testbed bed, int trial, Workload workload, long seed, IntConsumer acknowledged,
        Optional<Back> back, Duration pollEvery, Optional<URI> rabbitMq, Optional<RemoteEnd> remoteBob,
        Losses losses) {
    /** The context of a link with both ends on this machine. */
    public LinkContext(Testbed bed, int trial, Workload workload, long seed, IntConsumer acknowledged,
            Optional<Back> back, Duration pollEvery, Optional<URI> rabbitMq) {
        this(bed, trial, workload, seed, acknowledged, back, pollEvery, rabbitMq, Optional.empty(),
                Losses.NONE);
    }

    /** Receives why copies of messages were lost where a link can see that. */
    @FunctionalInterface
    public interface Losses {
        /** Where nothing is seen. */
        Losses NONE = (_, _, _) -> {};

        /** @param cause a few words; see {@link netkit.compare.ledger.Ledger#copyLost} */
        void lost(Direction direction, int number, String cause);
    }

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

    /** Returns the port for a server: see {@link Place#port}. */
    static int port(Place place, int wanted) {
        return place.port(wanted);
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

    /** Returns bob's end: the one on another machine, or else one of this machine. */
    ReceivingEnd bobsEnd(Supplier<ReceivingEnd> here) {
        return remoteBob.<ReceivingEnd>map(end -> end).orElseGet(here);
    }

    /** Returns whether alice's server may serve a client of this address. */
    boolean admits(InetAddress client) {
        return remoteBob.isEmpty() || remoteBob.get().admits(client);
    }

    /** Returns the limits of alice's server: between two machines it serves bob's alone. */
    ConnectionLimits limits(int connections) {
        ConnectionLimits limits = ConnectionLimits.total(connections);
        return remoteBob.isEmpty() ? limits : limits.admitting(this::admits);
    }
}
