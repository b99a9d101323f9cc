package netkit.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The rules of a session at the client's end (Engine.IO v4, "Protocol"). Where the document is silent they follow the
 * reference implementation.
 */
final class ClientSession implements SessionRules {
    /** The actions that only a client's rules request. */
    interface Effects extends SessionRules.Effects {
        /** Sends a GET request. */
        void poll();

        /** Sends packets in the body of one POST request. */
        void post(List<EnginePacket> packets);

        /** Posts a close packet, the last request of the session. */
        void postClose();

        /** Opens a WebSocket to probe for the upgrade. */
        void openProbe();
    }

    private enum State {
        OPEN, CLOSING, CLOSED
    }

    /** The progress of the upgrade from polling to WebSocket. */
    private enum Upgrade {
        NONE, PROBING,
        /** The probe succeeded; the requests in flight must complete first. */
        PAUSING
    }

    private final int maxBacklog;
    private final Effects effects;
    private final OpenPacket handshake;

    private State state = State.OPEN;
    private EngineTransport transport;
    private Upgrade upgrade = Upgrade.NONE;
    private final Deque<EnginePacket> writeBuffer = new ArrayDeque<>();
    private long writeBufferBytes;
    private boolean pollPending;
    private boolean postPending;
    private long pingDeadline;

    ClientSession(OpenPacket handshake, EngineTransport transport, int maxBacklog, Effects effects,
            long now) {
        this.handshake = handshake;
        this.transport = transport;
        this.maxBacklog = maxBacklog;
        this.effects = effects;
        expectPing(now);
    }

    /** @param upgrades whether this client is willing to upgrade to WebSocket */
    void open(boolean upgrades) {
        if (transport == EngineTransport.POLLING && state != State.CLOSED) {
            pollPending = true;
            effects.poll();
            if (upgrades && handshake.upgrades().contains(EngineTransport.WEBSOCKET.toString())) {
                upgrade = Upgrade.PROBING;
                effects.openProbe();
            }
        }
    }

    @Override
    public EngineTransport transport() {
        return transport;
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && upgrade != Upgrade.PAUSING && switch (transport) {
            case POLLING -> !postPending;
            case WEBSOCKET -> effects.backlog() == 0;
        };
    }

    /** "Heartbeat": a client closes when no ping arrives within the ping interval plus the ping timeout. */
    private void expectPing(long now) {
        pingDeadline = now + handshake.pingInterval().plus(handshake.pingTimeout()).toNanos();
    }

    @Override
    public boolean send(List<EnginePacket> packets) {
        long size = packets.stream().mapToLong(EnginePacket::size).sum();
        if (state != State.OPEN || writeBufferBytes + effects.backlog() + size > maxBacklog) {
            return false;
        }
        packets.forEach(this::queue);
        flush();
        return true;
    }

    private void queue(EnginePacket packet) {
        writeBuffer.add(packet);
        writeBufferBytes += packet.size();
    }

    private EnginePacket take() {
        EnginePacket packet = writeBuffer.poll();
        writeBufferBytes -= packet.size();
        return packet;
    }

    private void flush() {
        switch (transport) {
            case POLLING -> {
                if (!postPending && upgrade != Upgrade.PAUSING && !writeBuffer.isEmpty()) {
                    postPending = true;
                    effects.post(nextPayload());
                }
            }
            case WEBSOCKET -> {
                while (!writeBuffer.isEmpty()) {
                    effects.sendFrame(take());
                }
            }
        }
    }

    /**
     * Takes as many packets as fit into the server's maxPayload; a larger packet goes alone, for the server to refuse.
     */
    private List<EnginePacket> nextPayload() {
        List<EnginePacket> packets = new ArrayList<>();
        long size = 0;
        while (!writeBuffer.isEmpty()) {
            size += writeBuffer.peek().encodedLength() + (packets.isEmpty() ? 0 : 1);
            if (!packets.isEmpty() && handshake.maxPayload() > 0 && size > handshake.maxPayload()) {
                break;
            }
            packets.add(take());
        }
        return packets;
    }

    @Override
    public void receive(EnginePacket packet, long now) {
        if (state == State.CLOSED) {
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
        if (state == State.CLOSED || pauseForUpgrade()) {
            return;
        }
        pollPending = true;
        effects.poll();
    }

    /** To be called when the response to a POST has arrived. */
    void postCompleted() {
        postPending = false;
        if (state != State.CLOSED && !pauseForUpgrade()) {
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
    public void receiveProbe(EnginePacket packet, long now) {
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
    public void probeClosed() {
        boolean paused = upgrade == Upgrade.PAUSING;
        upgrade = Upgrade.NONE;
        if (paused && state != State.CLOSED) {
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
            transport = EngineTransport.WEBSOCKET;
            effects.adoptProbe();
            effects.sendFrame(EnginePacket.of(EnginePacketType.UPGRADE));
            flush();
            closeWhenDone();
        }
        return true;
    }

    @Override
    public void close(long now) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closeWhenDone();
        }
    }

    private void closeWhenDone() {
        if (state != State.CLOSING || !writeBuffer.isEmpty() || postPending || upgrade == Upgrade.PAUSING) {
            return;
        }
        if (transport == EngineTransport.POLLING) {
            effects.postClose();
        }
        abort();
    }

    @Override
    public void abort() {
        end(CloseReason.FORCED_CLOSE, "closed by this client");
    }

    @Override
    public void fail(CloseReason reason, String detail) {
        end(reason, detail);
    }

    private void end(CloseReason reason, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        writeBuffer.clear();
        writeBufferBytes = 0;
        if (upgrade != Upgrade.NONE) {
            upgrade = Upgrade.NONE;
            effects.closeProbe();
        }
        if (transport == EngineTransport.WEBSOCKET) {
            effects.closeWebSocket();
        }
        effects.closed(reason, detail);
    }

    @Override
    public void tick(long now) {
        if (now >= pingDeadline) {
            end(CloseReason.PING_TIMEOUT, "no ping within "
                    + handshake.pingInterval().plus(handshake.pingTimeout()).toMillis() + " ms");
        }
    }

    @Override
    public long dueAt() {
        return state == State.CLOSED ? NEVER : pingDeadline;
    }
}
