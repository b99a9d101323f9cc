package netkit.compare;

import java.io.IOException;
import java.util.Optional;

import netkit.compare.Cell.Absence;
import netkit.compare.SocketIoLink.Effort;
import netkit.lab.DatagramFaults;
import netkit.lab.StreamFaults;
import netkit.udp.DatagramListener;
import netkit.websocket.WebSocketOptions.Deflate;

/** A way for messages to get from one program to another. */
public enum Transport {
    TCP("tcp", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return TcpLink.open(faults(scenario, workload, StreamLayout.bare(workload)), workload.size());
        }
    },
    UDP("udp", DatagramListener.MAX_PAYLOAD) {
        @Override
        Optional<Absence> missing(Scenario scenario, Workload workload) {
            return scenario.onDatagrams(workload).isPresent() ? Optional.empty() : Optional.of(NO_STREAM);
        }

        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return UdpLink.open(scenario.onDatagrams(workload).orElse(DatagramFaults.NONE),
                    experiment.seed(), scenario.work(workload));
        }
    },
    WEBSOCKET("websocket", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return openWebSocket(scenario, workload, Deflate.OFF);
        }
    },
    WEBSOCKET_DEFLATE("websocket+deflate", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return openWebSocket(scenario, workload, Deflate.ON);
        }
    },
    /** An event for each message: what is emitted while the receiver is away is gone. */
    SOCKET_IO("socket.io", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return openSocketIo(scenario, workload, Effort.NONE);
        }
    },
    /** Each event is emitted until it is answered. */
    SOCKET_IO_ACK("socket.io+ack", Workload.MAX_SIZE) {
        @Override
        Optional<Absence> missing(Scenario scenario, Workload workload) {
            boolean isHopeless = scenario.work(workload).multipliedBy(workload.messages())
                    .compareTo(SocketIoLink.ACK_TIMEOUT) > 0;
            return isHopeless ? Optional.of(NEVER_DONE) : missingOnStream(scenario, workload);
        }

        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return openSocketIo(scenario, workload, Effort.ACK);
        }
    },
    /** What the receiver misses while it is away is kept for it. */
    SOCKET_IO_RECOVERY("socket.io+recovery", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return openSocketIo(scenario, workload, Effort.RECOVERY);
        }
    },
    /** netkit's own message queue, with its messages on disk. */
    QUEUE("queue", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return QueueLink.embedded(faultsOnTheWay(scenario, workload, QueueLink.layout(workload)),
                    scenario.crash(workload), scenario.away(workload), workload);
        }
    },
    /** RabbitMQ, through the same interface. */
    RABBITMQ("rabbitmq", Workload.MAX_SIZE) {
        @Override
        Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException {
            return QueueLink.at(experiment.rabbitMq().orElseThrow(),
                    faultsOnTheWay(scenario, workload, QueueLink.amqpLayout(workload)),
                    scenario.crash(workload), scenario.away(workload));
        }
    };

    private static final Absence BELOW_THE_SOCKET = new Absence("not above the socket",
            "TCP, and with it WebSocket, Socket.IO and message queues, meets this fault below the socket, in its packets. The relay works above it, on bytes that TCP"
                    + " has already received, put in order and acknowledged; a lost packet would have been sent"
                    + " again, a second copy thrown away. To drop bytes here is not packet loss but a broken"
                    + " stream, so it is not done: only real packets can show how TCP copes.");
    private static final Absence NEVER_DONE = new Absence("would never end",
            "What is not answered in 500 ms is emitted again. A receiver that cannot keep up answers later than"
                    + " that, so each of its delays brings it more copies, and it falls behind for ever.");
    private static final Absence NO_STREAM = new Absence("not with datagrams",
            "UDP has no stream to cut into pieces and no connection to reset: a datagram arrives as one, or"
                    + " not at all.");

    private final String word;
    private final int maxSize;

    Transport(String word, int maxSize) {
        this.word = word;
        this.maxSize = maxSize;
    }

    /** The largest message it can carry, bytes. */
    public int maxSize() {
        return maxSize;
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return word;
    }

    /** Why the scenario does not exist for this transport, or empty when it does; most transports are on a stream. */
    Optional<Absence> missing(Scenario scenario, Workload workload) {
        return missingOnStream(scenario, workload);
    }

    /** Both ends, ready. Only for a scenario that is not {@link #missing}. */
    abstract Link open(Scenario scenario, Workload workload, Experiment experiment) throws IOException;

    private static Optional<Absence> missingOnStream(Scenario scenario, Workload workload) {
        return scenario.onStream(workload, StreamLayout.bare(workload)).isPresent()
                ? Optional.empty()
                : Optional.of(BELOW_THE_SOCKET);
    }

    private static StreamFaults faults(Scenario scenario, Workload workload, StreamLayout layout) {
        return scenario.onStream(workload, layout).orElse(StreamFaults.NONE);
    }

    /** For a receiver that comes back by itself: when it is killed, nothing else happens to its connection. */
    private static StreamFaults faultsOnTheWay(Scenario scenario, Workload workload, StreamLayout layout) {
        return scenario.crash(workload).equals(Crash.NONE) ? faults(scenario, workload, layout)
                : StreamFaults.NONE;
    }

    private static Link openWebSocket(Scenario scenario, Workload workload, Deflate deflate)
            throws IOException {
        return WebSocketLink.open(faults(scenario, workload, WebSocketLink.layout(workload, deflate)),
                deflate);
    }

    private static Link openSocketIo(Scenario scenario, Workload workload, Effort effort) throws IOException {
        return SocketIoLink.open(effort,
                faultsOnTheWay(scenario, workload, SocketIoLink.layout(workload, effort)),
                scenario.crash(workload), scenario.away(workload), scenario.work(workload), workload);
    }
}
