package netkit.compare.link;

import static netkit.lab.relay.SocketType.DATAGRAM;
import static netkit.lab.relay.SocketType.STREAM;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import netkit.compare.ledger.Workload;
import netkit.compare.link.HttpLink.Push;
import netkit.compare.link.SocketIoLink.Mode;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.Environment;
import netkit.lab.relay.SocketType;
import netkit.lab.wire.WireSettings;
import netkit.udp.DatagramListener;
import netkit.udp.ReliableDatagram;
import netkit.websocket.WebSocketOptions.Deflate;

/** A transport that carries messages from one program to another. */
public enum Transport {
    /** One connection; messages follow each other in its stream without separators. */
    TCP("tcp", STREAM, Workload.MAX_SIZE, TcpLink::open),
    /** A datagram for each message. */
    UDP("udp", DATAGRAM, DatagramListener.MAX_PAYLOAD, UdpLink::open),
    /** Datagrams that netkit's own protocol numbers, acknowledges, retransmits and reorders. */
    UDP_ACK("udp+ack", DATAGRAM, ReliableDatagram.MAX_MESSAGE, ReliableUdpLink::open),
    /** A WebSocket message for each message. */
    WEBSOCKET("websocket", STREAM, Workload.MAX_SIZE, context -> WebSocketLink.open(context, Deflate.OFF)),
    /** A compressed WebSocket message (RFC 7692) for each message. */
    WEBSOCKET_DEFLATE("websocket+deflate", STREAM, Workload.MAX_SIZE,
            context -> WebSocketLink.open(context, Deflate.ON)),
    /** An event for each message; events emitted while the receiver is away are lost. */
    SOCKET_IO("socket.io", STREAM, Workload.MAX_SIZE, context -> SocketIoLink.open(context, Mode.NONE)),
    /** An event for each message, emitted again until it is acknowledged. */
    SOCKET_IO_ACK("socket.io+ack", STREAM, Workload.MAX_SIZE,
            context -> SocketIoLink.open(context, Mode.ACK)),
    /** An event for each message, with connection state recovery: the server stores events for an absent receiver. */
    SOCKET_IO_RECOVERY("socket.io+recovery", STREAM, Workload.MAX_SIZE,
            context -> SocketIoLink.open(context, Mode.RECOVERY)),
    /** Socket.IO over HTTP long-polling alone (Engine.IO's transport polling): GET to receive, POST to send. */
    SOCKET_IO_POLLING("socket.io+polling", STREAM, Workload.MAX_SIZE,
            context -> SocketIoLink.open(context, Mode.POLLING)),
    /** A GET every so often, whether there are messages or not. */
    HTTP_POLLING("http-polling", STREAM, Workload.MAX_SIZE, context -> HttpLink.open(context, Push.POLLING)),
    /** A GET that waits until there are messages, and then the next. */
    HTTP_LONG_POLLING("http-long-polling", STREAM, Workload.MAX_SIZE,
            context -> HttpLink.open(context, Push.LONG_POLLING)),
    /** One GET whose response never ends: an event for each message (WHATWG HTML §9.2). */
    SSE("sse", STREAM, Workload.MAX_SIZE, context -> HttpLink.open(context, Push.EVENTS)),
    /** A line in a room of the chat, whose server broadcasts it to the members. */
    ROOMS("rooms", STREAM, ChatLink.MAX_SIZE, ChatLink::open),
    /** An event to a room, from alice's server to bob's through Redis (pub/sub), as npm's redis-adapter does. */
    ROOMS_REDIS("rooms+redis", STREAM, RedisRoomsLink.MAX_SIZE, RedisRoomsLink::open),
    /** netkit's own message queue, with its messages on disk. */
    QUEUE("queue", STREAM, Workload.MAX_SIZE, QueueLink::embedded),
    /** RabbitMQ, through the same interface. */
    RABBITMQ("rabbitmq", STREAM, Workload.MAX_SIZE, QueueLink::rabbitMq);

    /** Opens the ends of a link. */
    @FunctionalInterface
    private interface Opener {
        Link open(LinkContext context) throws IOException;
    }

    private static final MissingReason NO_CONNECTION = new MissingReason("no connection",
            "UDP has no connection that could be reset.");

    private static final MissingReason NO_BUS = new MissingReason("no bus",
            "Only rooms+redis has two servers, with a bus between them that can be cut.");

    private static final MissingReason ONE_WAY = new MissingReason("one way",
            "A queue carries messages from producers to consumers. For both ways use two queues, each of which does what"
                    + " this cell shows without --both.");

    private static final MissingReason OPEN_REDIS = new MissingReason("an open Redis",
            "Redis would have to serve the other machine, and netkit opens no server to a network that asks for no token."
                    + " Compare it on one machine, where the wire between the servers is that of the lab.");

    private static final MissingReason THIRD_MACHINE = new MissingReason("a third machine",
            "The queue is on the machine of RabbitMQ: alice and bob would each talk to that one, not to each other. Compare"
                    + " it on one machine, with --rabbitmq.");

    private final String word;
    private final SocketType socketType;
    private final int maxSize;
    private final Opener opener;

    Transport(String word, SocketType socketType, int maxSize, Opener opener) {
        this.word = word;
        this.socketType = socketType;
        this.maxSize = maxSize;
        this.opener = opener;
    }

    /** Returns whether it needs a program that netkit has not: RabbitMQ's server, or redis-server. */
    public boolean needsProgram() {
        return this == RABBITMQ || this == ROOMS_REDIS;
    }

    /** Returns the size of the largest message that it can carry, in bytes. */
    public int maxSize() {
        return maxSize;
    }

    /** Returns the type of its sockets. */
    public SocketType socketType() {
        return socketType;
    }

    /** How messages are marked off in the stream. */
    public enum Framing {
        NONE, WEBSOCKET, HTTP
    }

    /** Returns how messages are marked off in its TCP stream. */
    public Framing framing() {
        return switch (this) {
            case TCP, UDP, UDP_ACK, ROOMS, ROOMS_REDIS, QUEUE, RABBITMQ -> Framing.NONE;
            case WEBSOCKET, WEBSOCKET_DEFLATE, SOCKET_IO, SOCKET_IO_ACK, SOCKET_IO_RECOVERY ->
                Framing.WEBSOCKET;
            case SOCKET_IO_POLLING, HTTP_POLLING, HTTP_LONG_POLLING, SSE -> Framing.HTTP;
        };
    }

    /** Returns whether the sender, or the queue, receives an acknowledgement when a message is processed. */
    public boolean hasAcknowledgements(Direction direction) {
        return switch (this) {
            case UDP_ACK, SOCKET_IO_ACK, HTTP_POLLING, HTTP_LONG_POLLING, QUEUE, RABBITMQ -> true;
            case SSE -> direction == Direction.TO_ALICE; // the response to a POST
            case TCP, UDP, WEBSOCKET, WEBSOCKET_DEFLATE, SOCKET_IO, SOCKET_IO_RECOVERY, SOCKET_IO_POLLING,
                    ROOMS, ROOMS_REDIS ->
                false;
        };
    }

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
        return word;
    }

    /** Returns why it cannot carry these messages, or empty if it can. */
    public Optional<MissingReason> tooLarge(Workload workload) {
        return workload.size() <= maxSize ? Optional.empty()
                : Optional
                        .of(new MissingReason("too large", this + " carries messages of at most " + maxSize
                                + " bytes; these have " + workload.size() + "."));
    }

    /** Returns why the scenario is not possible for this transport in this environment, or empty if it is. */
    public Optional<MissingReason> missing(Scenario scenario, Environment environment) {
        if (socketType == SocketType.DATAGRAM && scenario.has(Action.Resets.class)) {
            return Optional.of(NO_CONNECTION);
        }
        if (this != ROOMS_REDIS && scenario.has(Action.Bus.class)) {
            return Optional.of(NO_BUS);
        }
        return wires(scenario).flatMap(wire -> environment.unsupported(socketType, wire).stream())
                .findFirst();
    }

    /** Returns why it cannot carry messages both ways, or empty if it can. */
    public Optional<MissingReason> oneWay() {
        return this == QUEUE || this == RABBITMQ ? Optional.of(ONE_WAY) : Optional.empty();
    }

    /** Returns all settings that the wire has during the scenario. */
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

    /** Returns why it cannot be compared between two machines, or empty if it can. */
    public Optional<MissingReason> oneMachine() {
        return switch (this) {
            case RABBITMQ -> Optional.of(THIRD_MACHINE);
            case ROOMS_REDIS -> Optional.of(OPEN_REDIS);
            default -> Optional.empty();
        };
    }

    /**
     * Opens bob's end alone, for an alice on another machine.
     *
     * @param alice the addresses of her end, as bob reaches them: see {@link Link#addresses}
     * @param finishing whether she has been asked to announce the end
     */
    public ReceivingEnd openReceiver(LinkContext context, List<InetSocketAddress> alice,
            BooleanSupplier finishing) {
        InetSocketAddress server = alice.getFirst();
        return switch (this) {
            case TCP -> TcpLink.receiver(context, server, finishing, true);
            case UDP -> new UdpEnd(context, server);
            case UDP_ACK -> ReliableUdpEnd.remote(context, server, alice.stream().skip(1).findFirst());
            case WEBSOCKET -> WebSocketLink.receiver(context, server, Deflate.OFF, true);
            case WEBSOCKET_DEFLATE -> WebSocketLink.receiver(context, server, Deflate.ON, true);
            case SOCKET_IO -> new SocketIoEnd(context, server, Mode.NONE);
            case SOCKET_IO_ACK -> new SocketIoEnd(context, server, Mode.ACK);
            case SOCKET_IO_RECOVERY -> new SocketIoEnd(context, server, Mode.RECOVERY);
            case SOCKET_IO_POLLING -> new SocketIoEnd(context, server, Mode.POLLING);
            case HTTP_POLLING -> new HttpEnd(context, server, Push.POLLING, true);
            case HTTP_LONG_POLLING -> new HttpEnd(context, server, Push.LONG_POLLING, true);
            case SSE -> new HttpEnd(context, server, Push.EVENTS, true);
            case ROOMS -> ChatLink.receiver(context, server, true);
            case QUEUE -> QueueLink.receiver(context, server);
            case RABBITMQ, ROOMS_REDIS ->
                throw new IllegalStateException(this + " is not compared between two machines");
        };
    }

    /** Opens both ends, except for the receiving program. Only for a scenario that is not {@link #missing}. */
    public Link open(LinkContext context) throws IOException {
        return opener.open(context);
    }
}
