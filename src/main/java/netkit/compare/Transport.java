package netkit.compare;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

import netkit.compare.Cell.Absence;
import netkit.lab.DatagramFaults;
import netkit.lab.StreamFaults;
import netkit.udp.DatagramListener;

/** A way for messages to get from one program to another. */
public enum Transport {
    TCP(Workload.MAX_SIZE) {
        @Override
        Optional<Absence> missing(Scenario scenario, Workload workload) {
            return scenario.onStream(workload).isPresent()
                    ? Optional.empty()
                    : Optional.of(BELOW_THE_SOCKET);
        }

        @Override
        Link open(Scenario scenario, Workload workload, long seed) throws IOException {
            return TcpLink.open(scenario.onStream(workload).orElse(StreamFaults.NONE), workload.size());
        }
    },
    UDP(DatagramListener.MAX_PAYLOAD) {
        @Override
        Optional<Absence> missing(Scenario scenario, Workload workload) {
            return scenario.onDatagrams(workload).isPresent() ? Optional.empty() : Optional.of(NO_STREAM);
        }

        @Override
        Link open(Scenario scenario, Workload workload, long seed) throws IOException {
            return UdpLink.open(scenario.onDatagrams(workload).orElse(DatagramFaults.NONE), seed);
        }
    };

    private static final Absence BELOW_THE_SOCKET = new Absence("not above the socket",
            "TCP meets this fault below the socket, in its packets. The relay works above it, on bytes that TCP"
                    + " has already received, put in order and acknowledged; a lost packet would have been sent"
                    + " again, a second copy thrown away. To drop bytes here is not packet loss but a broken"
                    + " stream, so it is not done: only real packets can show how TCP copes.");
    private static final Absence NO_STREAM = new Absence("not with datagrams",
            "UDP has no stream to cut into pieces and no connection to reset: a datagram arrives as one, or"
                    + " not at all.");

    private final int maxSize;

    Transport(int maxSize) {
        this.maxSize = maxSize;
    }

    /** The largest message it can carry, bytes. */
    public int maxSize() {
        return maxSize;
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why the scenario does not exist for this transport, or empty when it does. */
    abstract Optional<Absence> missing(Scenario scenario, Workload workload);

    /** Both ends, ready. Only for a scenario that is not {@link #missing}. */
    abstract Link open(Scenario scenario, Workload workload, long seed) throws IOException;
}
