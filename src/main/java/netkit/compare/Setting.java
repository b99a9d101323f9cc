package netkit.compare;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.function.IntConsumer;

import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.net.SocketSource;

/**
 * Where a link is opened, and for what.
 *
 * @param trial the number that its messages carry
 * @param rabbitMq where RabbitMQ is, for {@link Transport#RABBITMQ}
 * @param acknowledged told the number of each message whose acknowledgement came to the sender, or to the queue that
 *        keeps it
 */
record Setting(Testbed bed, int trial, Workload workload, long seed, IntConsumer acknowledged,
        Optional<URI> rabbitMq) {
    private static final int LAB_PORT = 9000;

    /** Where the sending program lives, and the server. */
    Place alice() {
        return bed.places().get(0);
    }

    /** Where the receiving program lives. */
    Place bob() {
        return bed.places().get(1);
    }

    /** The port for a server with this address: one that everybody knows where no other program can have it. */
    static int port(InetAddress address) {
        return address.isLoopbackAddress() ? 0 : LAB_PORT;
    }

    /** Sockets of bob's, not yet connected; to be connected from any thread. */
    SocketSource bobsSockets() {
        return () -> bob().open(() -> {
            Socket socket = new Socket();
            socket.bind(null); // else it would be made where it is connected
            return socket;
        });
    }
}
