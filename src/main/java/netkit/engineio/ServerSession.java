package netkit.engineio;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a session at the server's end (Engine.IO v4, "Protocol"). Where the document is silent they follow the
 * reference implementation.
 */
final class ServerSession extends Session {
    /** The actions that only a server's rules request. */
    interface Effects extends Session.Effects {
        /** Responds to the pending poll. */
        void respondToPoll(List<EnginePacket> packets);

        /** Refuses the pending poll: the session has been upgraded. */
        void refusePoll();

        /** Aborts a POST whose body is incomplete. */
        void abortPost();
    }

    /** Time between noop packets during an upgrade: a client waits for its pending poll to return. */
    private static final long NOOP_INTERVAL = 100_000_000L;
    /**
     * Window within which two requests of a client on two connections may be reordered: different threads read them, so
     * the one sent first may be handled second.
     */
    private static final long REORDER_WINDOW = 50_000_000L;
    /** Time that a closing session waits for a poll to carry the close packet. */
    private static final long CLOSE_TIMEOUT = 30_000_000_000L;

    private final EngineServerOptions options;
    private final Effects effects;
    private final long pingInterval;
    private final long pingTimeout;

    private boolean pollPending;
    private long pollArrivedAt;
    private boolean postPending;
    private boolean probing;
    private boolean upgraded;

    private long pingAt = NEVER;
    private long pongDeadline = NEVER;
    private boolean pongDeadlineExtended;
    private long upgradeDeadline = NEVER;
    private long noopAt = NEVER;
    private long closeDeadline = NEVER;
    private long completeCloseAt = NEVER;

    ServerSession(EngineServerOptions options, EngineTransport transport, Effects effects) {
        super(transport, options.maxBacklog(), effects);
        this.options = options;
        this.effects = effects;
        this.pingInterval = options.pingInterval().toNanos();
        this.pingTimeout = options.pingTimeout().toNanos();
    }

    @Override
    boolean isPollingWritable() {
        return pollPending;
    }

    /** Sends the open packet. */
    void open(String sid, long now) {
        pingAt = now + pingInterval;
        List<String> upgrades = transport() == EngineTransport.POLLING
                && options.transports().contains(EngineTransport.WEBSOCKET)
                        ? List.of(EngineTransport.WEBSOCKET.toString())
                        : List.of();
        queue(new OpenPacket(sid, upgrades, options.pingInterval(), options.pingTimeout(),
                options.maxPayload())
                .encode());
        flush();
    }

    @Override
    void flushPolling() {
        if (pollPending) {
            List<EnginePacket> packets = new ArrayList<>();
            while (!isFlushed()) {
                packets.add(take());
            }
            respond(packets);
        }
    }

    private void respond(List<EnginePacket> packets) {
        pollPending = false;
        effects.respondToPoll(packets);
    }

    private void respond(EnginePacketType type) {
        respond(List.of(EnginePacket.of(type)));
    }

    /**
     * Accepts a GET request.
     *
     * @return false if another one is pending: this one must be refused, and the session is closed
     */
    boolean poll(long now) {
        if (pollPending) {
            end(CloseReason.TRANSPORT_ERROR, "a poll arrived while another was pending");
            return false;
        }
        pollPending = true;
        pollArrivedAt = now;
        if (state == State.CLOSE_RECEIVED) {
            completeClose();
            return true;
        }
        flush();
        if (pollPending && state == State.CLOSING) {
            respond(List.of(EnginePacket.of(EnginePacketType.NOOP), EnginePacket.of(EnginePacketType.CLOSE)));
            end(CloseReason.FORCED_CLOSE, "closed by this server");
        }
        return true;
    }

    /** To be called when the connection of the pending poll was closed. */
    void pollAborted() {
        pollPending = false;
        end(CloseReason.TRANSPORT_ERROR, "the connection of a poll was closed");
    }

    /**
     * Accepts the head of a POST request.
     *
     * @return false if another POST is incomplete: this one must be refused, and the session is closed
     */
    boolean beginPost() {
        if (postPending) {
            end(CloseReason.TRANSPORT_ERROR, "a POST arrived while another was incomplete");
            return false;
        }
        postPending = true;
        return true;
    }

    /** To be called when the body of the POST is complete, before its packets are received. */
    void postReceived() {
        postPending = false;
    }

    @Override
    void receive(EnginePacket packet, long now) {
        if (state != State.OPEN) {
            return;
        }
        if (pongDeadline != NEVER && !pongDeadlineExtended && packet.type() != EnginePacketType.PONG) {
            pongDeadline = now + pingTimeout; // as in the reference, any packet extends the deadline once
            pongDeadlineExtended = true;
        }
        switch (packet.type()) {
            case MESSAGE -> effects.deliver(packet);
            case PONG -> {
                pongDeadline = NEVER;
                pingAt = now + pingInterval;
            }
            // "Heartbeat": since version 4 only the server sends pings
            case PING -> end(CloseReason.TRANSPORT_ERROR, "a ping from the client");
            case CLOSE -> {
                if (transport() == EngineTransport.POLLING && !pollPending) {
                    state = State.CLOSE_RECEIVED;
                    completeCloseAt = now + REORDER_WINDOW;
                } else {
                    completeClose();
                }
            }
            case OPEN, UPGRADE, NOOP -> {
                // without meaning for a server: ignored
            }
        }
    }

    private void completeClose() {
        if (pollPending) {
            respond(EnginePacketType.NOOP);
        }
        end(CloseReason.TRANSPORT_CLOSE, "the client sent a close packet");
    }

    /** Returns whether a close packet has arrived and the session is about to close. */
    boolean isCloseReceived() {
        return state == State.CLOSE_RECEIVED;
    }

    /**
     * Begins an upgrade on a WebSocket that was opened with this session's id.
     *
     * @return false if the session cannot be upgraded, or is being upgraded already
     */
    boolean beginUpgrade(long now) {
        // "WebSocket": a client must not open more than one connection per session
        if (probing || upgraded || transport() == EngineTransport.WEBSOCKET || isClosed()) {
            return false;
        }
        probing = true;
        upgradeDeadline = now + options.upgradeTimeout().toNanos();
        return true;
    }

    @Override
    void receiveProbe(EnginePacket packet, long now) {
        if (packet.equals(new EnginePacket.Text(EnginePacketType.PING, "probe"))) {
            effects.sendProbe(new EnginePacket.Text(EnginePacketType.PONG, "probe"));
            if (pollPending) {
                respond(EnginePacketType.NOOP); // "Upgrade": the client waits for its last poll
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
        if (pollPending && now - pollArrivedAt < REORDER_WINDOW) {
            pollPending = false;
            effects.refusePoll(); // most likely sent after the upgrade packet
        }
        leavePolling();
        adoptProbe();
        flush();
        if (state == State.CLOSING) {
            end(CloseReason.FORCED_CLOSE, "closed by this server");
        }
    }

    @Override
    void probeClosed() {
        cancelUpgrade();
    }

    @Override
    boolean cancelUpgrade() {
        boolean cancelled = probing;
        probing = false;
        upgradeDeadline = NEVER;
        noopAt = NEVER;
        return cancelled;
    }

    @Override
    void leavePolling() {
        if (pollPending) {
            respond(EnginePacketType.CLOSE);
        }
        if (postPending) {
            effects.abortPost();
        }
    }

    @Override
    void close(long now) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            // over polling the client must fetch the write buffer, then the close packet
            if (isFlushed() && (pollPending || transport() == EngineTransport.WEBSOCKET)) {
                end(CloseReason.FORCED_CLOSE, "closed by this server");
            } else {
                closeDeadline = now + CLOSE_TIMEOUT;
            }
        }
    }

    @Override
    void abort() {
        end(CloseReason.FORCED_CLOSE, "closed by this server");
    }

    @Override
    void tick(long now) {
        if (now >= pongDeadline) {
            end(CloseReason.PING_TIMEOUT, "no pong within " + options.pingTimeout().toMillis() + " ms");
        }
        if (now >= closeDeadline) {
            end(CloseReason.FORCED_CLOSE,
                    "closed by this server; the client did not poll for the close packet");
        }
        if (now >= completeCloseAt) {
            completeClose();
        }
        if (isClosed()) {
            return;
        }
        if (now >= pingAt) {
            // The deadline counts from when the ping was due; if the scheduler was late, the client keeps most of its
            // time.
            pongDeadline = Math.max(pingAt, now - pingTimeout / 8) + pingTimeout;
            pongDeadlineExtended = false;
            pingAt = NEVER;
            if (state == State.OPEN) {
                queue(EnginePacket.of(EnginePacketType.PING));
                flush();
            }
        }
        if (now >= upgradeDeadline) {
            cancelUpgrade();
            effects.closeProbe();
        }
        if (now >= noopAt) {
            noopAt = now + NOOP_INTERVAL;
            if (pollPending) {
                respond(EnginePacketType.NOOP);
            }
        }
    }

    @Override
    long dueAt() {
        return isClosed() ? NEVER
                : Math.min(Math.min(Math.min(pingAt, pongDeadline), Math.min(upgradeDeadline, noopAt)),
                        Math.min(closeDeadline, completeCloseAt));
    }
}
