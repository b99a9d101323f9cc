package netkit.engineio;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a session at the client's end (Engine.IO v4, "Protocol"). Where the document is silent they follow the
 * reference implementation.
 */
final class ClientSession extends Session {
    /** The actions that only a client's rules request. */
    interface Effects extends Session.Effects {
        /** Sends a GET request. */
        void poll();

        /** Sends packets in the body of one POST request. */
        void post(List<EnginePacket> packets);

        /** Posts a close packet, the last request of the session. */
        void postClose();

        /** Opens a WebSocket to probe for the upgrade. */
        void openProbe();
    }

    /** The progress of the upgrade from polling to WebSocket. */
    private enum Upgrade {
        NONE, PROBING,
        /** The probe succeeded; the requests in flight must complete first. */
        PAUSING
    }

    private final Effects effects;
    private final OpenPacket handshake;

    private Upgrade upgrade = Upgrade.NONE;
    private boolean pollPending;
    private boolean postPending;
    private long pingDeadline;

    ClientSession(OpenPacket handshake, EngineTransport transport, int maxBacklog, Effects effects,
            long now) {
        super(transport, maxBacklog, effects);
        this.handshake = handshake;
        this.effects = effects;
        expectPing(now);
    }

    /** @param upgrades whether this client is willing to upgrade to WebSocket */
    void open(boolean upgrades) {
        if (transport() == EngineTransport.POLLING && !isClosed()) {
            pollPending = true;
            effects.poll();
            if (upgrades && handshake.upgrades().contains(EngineTransport.WEBSOCKET.toString())) {
                upgrade = Upgrade.PROBING;
                effects.openProbe();
            }
        }
    }

    @Override
    boolean isPollingWritable() {
        return !postPending && upgrade != Upgrade.PAUSING;
    }

    /** "Heartbeat": a client closes when no ping arrives within the ping interval plus the ping timeout. */
    private void expectPing(long now) {
        pingDeadline = now + handshake.pingInterval().plus(handshake.pingTimeout()).toNanos();
    }

    @Override
    void flushPolling() {
        if (isPollingWritable()) {
            postPending = true;
            effects.post(nextPayload());
        }
    }

    /**
     * Takes as many packets as fit into the server's maxPayload; a larger packet goes alone, for the server to refuse.
     */
    private List<EnginePacket> nextPayload() {
        List<EnginePacket> packets = new ArrayList<>();
        long size = 0;
        while (!isFlushed()) {
            size += peek().encodedLength() + (packets.isEmpty() ? 0 : 1);
            if (!packets.isEmpty() && handshake.maxPayload() > 0 && size > handshake.maxPayload()) {
                break;
            }
            packets.add(take());
        }
        return packets;
    }

    @Override
    void receive(EnginePacket packet, long now) {
        if (isClosed()) {
            return;
        }
        switch (packet.type()) {
            case MESSAGE -> effects.deliver(packet);
            case PING -> {
                expectPing(now);
                if (state == State.OPEN) {
                    queue(EnginePacket.of(EnginePacketType.PONG));
                    flush();
                }
            }
            case CLOSE -> end(CloseReason.TRANSPORT_CLOSE, "the server sent a close packet");
            case OPEN, PONG, UPGRADE, NOOP -> {
                // without meaning for a client: ignored
            }
        }
    }

    /** To be called when the response to a poll has arrived and its packets were received. */
    void pollCompleted() {
        pollPending = false;
        if (isClosed() || pauseForUpgrade()) {
            return;
        }
        pollPending = true;
        effects.poll();
    }

    /** To be called when the response to a POST has arrived. */
    void postCompleted() {
        postPending = false;
        if (!isClosed() && !pauseForUpgrade()) {
            flush();
            closeWhenDone();
        }
    }

    /** To be called when the WebSocket of the probe is open. */
    void probeOpened() {
        if (upgrade == Upgrade.PROBING) {
            effects.sendProbe(new EnginePacket.Text(EnginePacketType.PING, "probe"));
        }
    }

    @Override
    void receiveProbe(EnginePacket packet, long now) {
        if (upgrade == Upgrade.PROBING
                && packet.equals(new EnginePacket.Text(EnginePacketType.PONG, "probe"))) {
            upgrade = Upgrade.PAUSING;
            pauseForUpgrade();
        } else {
            effects.closeProbe();
            probeClosed();
        }
    }

    @Override
    void probeClosed() {
        boolean paused = upgrade == Upgrade.PAUSING;
        upgrade = Upgrade.NONE;
        if (paused && !isClosed()) {
            if (!pollPending) {
                pollCompleted();
            }
            flush();
            closeWhenDone();
        }
    }

    /**
     * "Upgrade": completes the upgrade once no request is in flight, so that no packet is lost or overtaken.
     *
     * @return whether polling must pause
     */
    private boolean pauseForUpgrade() {
        if (upgrade != Upgrade.PAUSING) {
            return false;
        }
        if (!pollPending && !postPending) {
            upgrade = Upgrade.NONE;
            adoptProbe();
            effects.sendFrame(EnginePacket.of(EnginePacketType.UPGRADE));
            flush();
            closeWhenDone();
        }
        return true;
    }

    @Override
    void close(long now) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closeWhenDone();
        }
    }

    private void closeWhenDone() {
        if (state != State.CLOSING || !isFlushed() || postPending || upgrade == Upgrade.PAUSING) {
            return;
        }
        if (transport() == EngineTransport.POLLING) {
            effects.postClose();
        }
        abort();
    }

    @Override
    void abort() {
        end(CloseReason.FORCED_CLOSE, "closed by this client");
    }

    @Override
    boolean cancelUpgrade() {
        boolean cancelled = upgrade != Upgrade.NONE;
        upgrade = Upgrade.NONE;
        return cancelled;
    }

    @Override
    void leavePolling() {
        // the requests in flight are the socket's
    }

    @Override
    void tick(long now) {
        if (now >= pingDeadline) {
            end(CloseReason.PING_TIMEOUT, "no ping within "
                    + handshake.pingInterval().plus(handshake.pingTimeout()).toMillis() + " ms");
        }
    }

    @Override
    long dueAt() {
        return isClosed() ? NEVER : pingDeadline;
    }
}
