package netkit.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The rules of a session at the server's end (Engine.IO v4, "Protocol"; where the document is silent, as the reference
 * does it).
 */
final class ServerSession implements SessionRules {
    /** What the rules want done besides. */
    interface Effects extends SessionRules.Effects {
        /** Answers the poll that is pending. */
        void answerPoll(List<EnginePacket> packets);

        /** Refuses the poll that is pending: the session has left polling. */
        void refusePoll();

        /** Gives up a POST whose body is not whole yet. */
        void abortPost();
    }

    private enum State {
        OPEN,
        /** This end wants to close, and the client has to fetch what waits. */
        CLOSING,
        /** The client has closed, and its poll may be about to come. */
        LEAVING, CLOSED
    }

    /** How often a poll is answered while the client is about to leave polling: a client waits for it. */
    private static final long NOOP_INTERVAL = 100_000_000L;
    /**
     * By how much two requests may overtake each other, when a client sends them over two connections: each is read by a
     * thread of its own, and the client may rightly believe that the one it sent first came first.
     */
    private static final long OVERTAKING = 50_000_000L;
    /** How long a session that is closing waits for a poll, to say so. */
    private static final long CLOSE_TIMEOUT = 30_000_000_000L;

    private final EngineServerOptions options;
    private final Effects effects;
    private final long pingInterval;
    private final long pingTimeout;

    private State state = State.OPEN;
    private EngineTransport transport;
    private final Deque<EnginePacket> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean polled;
    private long polledAt;
    private boolean posting;
    private boolean probing;
    private boolean upgraded;

    private long pingAt = NEVER;
    private long pongBy = NEVER;
    private boolean pongByExtended;
    private long upgradeBy = NEVER;
    private long noopAt = NEVER;
    private long closeBy = NEVER;
    private long leaveAt = NEVER;

    ServerSession(EngineServerOptions options, EngineTransport transport, Effects effects) {
        this.options = options;
        this.transport = transport;
        this.effects = effects;
        this.pingInterval = options.pingInterval().toNanos();
        this.pingTimeout = options.pingTimeout().toNanos();
    }

    @Override
    public EngineTransport transport() {
        return transport;
    }

    boolean isOver() {
        return state == State.CLOSED;
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && switch (transport) {
            case POLLING -> polled;
            case WEBSOCKET -> effects.backlog() == 0;
        };
    }

    /** The first packet, which tells the client the session's id. */
    void open(String sid, long now) {
        pingAt = now + pingInterval;
        List<String> upgrades = transport == EngineTransport.POLLING
                && options.transports().contains(EngineTransport.WEBSOCKET)
                        ? List.of(EngineTransport.WEBSOCKET.toString())
                        : List.of();
        queue(new OpenPacket(sid, upgrades, options.pingInterval(), options.pingTimeout(),
                options.maxPayload())
                .encode());
        flush();
    }

    @Override
    public boolean send(List<EnginePacket> packets) {
        long size = packets.stream().mapToLong(EnginePacket::size).sum();
        if (state != State.OPEN || waitingBytes + effects.backlog() + size > options.maxBacklog()) {
            return false;
        }
        packets.forEach(this::queue);
        flush();
        return true;
    }

    private void queue(EnginePacket packet) {
        waiting.add(packet);
        waitingBytes += packet.size();
    }

    private void flush() {
        if (waiting.isEmpty() || transport == EngineTransport.POLLING && !polled) {
            return;
        }
        List<EnginePacket> packets = new ArrayList<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        switch (transport) {
            case POLLING -> answer(packets);
            case WEBSOCKET -> packets.forEach(effects::sendFrame);
        }
    }

    private void answer(List<EnginePacket> packets) {
        polled = false;
        effects.answerPoll(packets);
    }

    private void answer(EnginePacketType type) {
        answer(List.of(EnginePacket.of(type)));
    }

    /**
     * A GET has come, whose answer is wanted.
     *
     * @return false when another is pending already: this one has to be refused, and the session is over
     */
    boolean poll(long now) {
        if (polled) {
            end(CloseReason.TRANSPORT_ERROR, "a poll came while another was pending");
            return false;
        }
        polled = true;
        polledAt = now;
        if (state == State.LEAVING) {
            leave();
            return true;
        }
        flush();
        if (polled && state == State.CLOSING) {
            answer(List.of(EnginePacket.of(EnginePacketType.NOOP), EnginePacket.of(EnginePacketType.CLOSE)));
            end(CloseReason.FORCED_CLOSE, "closed by this server");
        }
        return true;
    }

    /** The client has gone before its poll was answered. */
    void pollAborted() {
        polled = false;
        end(CloseReason.TRANSPORT_ERROR, "the connection of a poll was closed");
    }

    /**
     * The head of a POST has come.
     *
     * @return false when the body of another is still on its way: this one has to be refused, and the session is over
     */
    boolean beginPost() {
        if (posting) {
            end(CloseReason.TRANSPORT_ERROR, "a POST came while another was not done");
            return false;
        }
        posting = true;
        return true;
    }

    /** The body of the POST is whole, and its packets come. */
    void postArrived() {
        posting = false;
    }

    @Override
    public void fail(CloseReason reason, String detail) {
        end(reason, detail);
    }

    @Override
    public void receive(EnginePacket packet, long now) {
        if (state != State.OPEN) {
            return;
        }
        if (pongBy != NEVER && !pongByExtended && packet.type() != EnginePacketType.PONG) {
            pongBy = now + pingTimeout; // a sign of life, that counts once
            pongByExtended = true;
        }
        switch (packet.type()) {
            case MESSAGE -> effects.deliver(packet);
            case PONG -> {
                pongBy = NEVER;
                pingAt = now + pingInterval;
            }
            // "Heartbeat": since version 4 it is the server who pings
            case PING -> end(CloseReason.TRANSPORT_ERROR, "a ping from the client");
            case CLOSE -> {
                if (transport == EngineTransport.POLLING && !polled) {
                    state = State.LEAVING;
                    leaveAt = now + OVERTAKING;
                } else {
                    leave();
                }
            }
            case OPEN, UPGRADE, NOOP -> {
                // of no meaning here, and ignored
            }
        }
    }

    private void leave() {
        if (polled) {
            answer(EnginePacketType.NOOP);
        }
        end(CloseReason.TRANSPORT_CLOSE, "the client sent a close packet");
    }

    /** Whether the client has closed, and will be told that it is done in a moment. */
    boolean isLeaving() {
        return state == State.LEAVING;
    }

    /**
     * A WebSocket with this session's id has come.
     *
     * @return false when it is of no use: there is one already
     */
    boolean beginUpgrade(long now) {
        // "WebSocket": a client must not open more than one connection per session
        if (probing || upgraded || transport == EngineTransport.WEBSOCKET || state == State.CLOSED) {
            return false;
        }
        probing = true;
        upgradeBy = now + options.upgradeTimeout().toNanos();
        return true;
    }

    @Override
    public void receiveProbe(EnginePacket packet, long now) {
        if (packet.equals(new EnginePacket.Text(EnginePacketType.PING, "probe"))) {
            effects.sendProbe(new EnginePacket.Text(EnginePacketType.PONG, "probe"));
            if (polled) {
                answer(EnginePacketType.NOOP); // "Upgrade": the client waits for its last poll
            }
            noopAt = now + NOOP_INTERVAL;
        } else if (packet.type() == EnginePacketType.UPGRADE) {
            upgrade(now);
        } else {
            cancelUpgrade();
            effects.closeProbe();
        }
    }

    private void upgrade(long now) {
        cancelUpgrade();
        upgraded = true;
        if (polled && now - polledAt < OVERTAKING) {
            polled = false;
            effects.refusePoll(); // it was sent after the upgrade packet, by all likelihood
        }
        leavePolling();
        transport = EngineTransport.WEBSOCKET;
        effects.adoptProbe();
        flush();
        if (state == State.CLOSING) {
            end(CloseReason.FORCED_CLOSE, "closed by this server");
        }
    }

    @Override
    public void probeGone() {
        cancelUpgrade();
    }

    private void cancelUpgrade() {
        probing = false;
        upgradeBy = NEVER;
        noopAt = NEVER;
    }

    private void leavePolling() {
        if (polled) {
            answer(EnginePacketType.CLOSE);
        }
        if (posting) {
            effects.abortPost();
        }
    }

    @Override
    public void close(long now) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            // over polling the client has to fetch what waits, and then the close packet
            if (waiting.isEmpty() && (polled || transport == EngineTransport.WEBSOCKET)) {
                end(CloseReason.FORCED_CLOSE, "closed by this server");
            } else {
                closeBy = now + CLOSE_TIMEOUT;
            }
        }
    }

    @Override
    public void abort() {
        end(CloseReason.FORCED_CLOSE, "closed by this server");
    }

    private void end(CloseReason reason, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        waiting.clear();
        waitingBytes = 0;
        if (probing) {
            cancelUpgrade();
            effects.closeProbe();
        }
        switch (transport) {
            case POLLING -> leavePolling();
            case WEBSOCKET -> effects.closeWebSocket();
        }
        effects.closed(reason, detail);
    }

    @Override
    public void tick(long now) {
        if (now >= pongBy) {
            end(CloseReason.PING_TIMEOUT, "no pong within " + options.pingTimeout().toMillis() + " ms");
        }
        if (now >= closeBy) {
            end(CloseReason.FORCED_CLOSE, "closed by this server, and the client did not fetch that");
        }
        if (now >= leaveAt) {
            leave();
        }
        if (state == State.CLOSED) {
            return;
        }
        if (now >= pingAt) {
            // From when it was due, so that nobody gets longer; but a clock that is late must not cost the client much.
            pongBy = Math.max(pingAt, now - pingTimeout / 8) + pingTimeout;
            pongByExtended = false;
            pingAt = NEVER;
            if (state == State.OPEN) {
                queue(EnginePacket.of(EnginePacketType.PING));
                flush();
            }
        }
        if (now >= upgradeBy) {
            cancelUpgrade();
            effects.closeProbe();
        }
        if (now >= noopAt) {
            noopAt = now + NOOP_INTERVAL;
            if (polled) {
                answer(EnginePacketType.NOOP);
            }
        }
    }

    @Override
    public long dueAt() {
        return state == State.CLOSED ? NEVER
                : Math.min(Math.min(Math.min(pingAt, pongBy), Math.min(upgradeBy, noopAt)),
                        Math.min(closeBy, leaveAt));
    }
}
