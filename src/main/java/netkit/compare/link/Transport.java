package netkit.compare.link;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

import netkit.compare.ledger.Workload;
import netkit.compare.link.SocketIoLink.Mode;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.Environment;
import netkit.lab.relay.SocketType;
import netkit.lab.wire.WireSettings;
import netkit.udp.DatagramListener;
import netkit.udp.ReliableDatagram;
import netkit.websocket.WebSocketOptions.Deflate;

/** A way for messages to get from one program to another. */
public enum Transport {
    /** One connection; the messages follow each other in its stream with nothing between them. */
    TCP("tcp", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return TcpLink.open(context);
        }
    },
    /** A datagram for each message. */
    UDP("udp", SocketType.DATAGRAM, DatagramListener.MAX_PAYLOAD) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return UdpLink.open(context);
        }
    },
    /** Datagrams that are numbered, acknowledged, sent again and put in order by netkit's own protocol. */
    UDP_ACK("udp+ack", SocketType.DATAGRAM, ReliableDatagram.MAX_MESSAGE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return ReliableUdpLink.open(context);
        }
    },
    /** A WebSocket message for each message. */
    WEBSOCKET("websocket", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return WebSocketLink.open(context, Deflate.OFF);
        }
    },
    /** The same, compressed (RFC 7692). */
    WEBSOCKET_DEFLATE("websocket+deflate", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return WebSocketLink.open(context, Deflate.ON);
        }
    },
    /** An event for each message: what is emitted while the receiver is away is gone. */
    SOCKET_IO("socket.io", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return SocketIoLink.open(context, Mode.NONE);
        }
    },
    /** Each event is emitted until it is answered. */
    SOCKET_IO_ACK("socket.io+ack", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return SocketIoLink.open(context, Mode.ACK);
        }
    },
    /** What the receiver misses while it is away is kept for it. */
    SOCKET_IO_RECOVERY("socket.io+recovery", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return SocketIoLink.open(context, Mode.RECOVERY);
        }
    },
    /** A line said in a room of the chat, which its server passes on to all who are in there. */
    ROOMS("rooms", SocketType.STREAM, ChatLink.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return ChatLink.open(context);
        }
    },
    /** netkit's own message queue, with its messages on disk. */
    QUEUE("queue", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return QueueLink.embedded(context);
        }
    },
    /** RabbitMQ, through the same interface. */
    RABBITMQ("rabbitmq", SocketType.STREAM, Workload.MAX_SIZE) {
        @Override
        public Link open(LinkContext context) throws IOException {
            return QueueLink.rabbitMq(context);
        }
    };

    private static final MissingReason NO_CONNECTION = new MissingReason("no connection",
            "UDP has no connection that could be reset: a datagram arrives, or not.");

    private final String word;
    private final SocketType socketType;
    private final int maxSize;

    Transport(String word, SocketType socketType, int maxSize) {
        this.word = word;
        this.socketType = socketType;
        this.maxSize = maxSize;
    }

    /** The largest message it can carry, bytes. */
    public int maxSize() {
        return maxSize;
    }

    /** What it is carried by. */
    public SocketType socketType() {
        return socketType;
    }

    /** Whether its sender, or the queue that keeps a message, is told that it was processed. */
    public boolean hasAcknowledgements() {
        return switch (this) {
            case UDP_ACK, SOCKET_IO_ACK, QUEUE, RABBITMQ -> true;
            case TCP, UDP, WEBSOCKET, WEBSOCKET_DEFLATE, SOCKET_IO, SOCKET_IO_RECOVERY, ROOMS -> false;
        };
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return word;
    }

    /** Why it cannot carry these messages, or empty when it can. */
    public Optional<MissingReason> tooLarge(Workload workload) {
        return workload.size() <= maxSize ? Optional.empty()
                : Optional
                        .of(new MissingReason("too large", "A message of " + this + " has at most " + maxSize
                                + " bytes, and these have " + workload.size() + "."));
    }

    /** Why the scenario does not exist for this transport there, or empty when it does. */
    public Optional<MissingReason> missing(Scenario scenario, Environment environment) {
        if (socketType == SocketType.DATAGRAM && scenario.has(Action.Resets.class)) {
            return Optional.of(NO_CONNECTION);
        }
        return wires(scenario).flatMap(wire -> environment.unsupported(socketType, wire).stream())
                .findFirst();
    }

    /** All that the wire is at any time. */
    private static Stream<WireSettings> wires(Scenario scenario) {
        WireSettings wire = scenario.firstWire();
        Stream.Builder<WireSettings> all = Stream.<WireSettings>builder().add(wire);
        for (Scenario.ScheduledEvent event : scenario.schedule()) {
            if (event.action() instanceof Action.Wire(var change)) {
                wire = change.applyTo(wire);
                all.add(wire);
            }
        }
        return all.build();
    }

    /** Both ends, ready but for the receiving program. Only for a scenario that is not {@link #missing}. */
    public abstract Link open(LinkContext context) throws IOException;
}
