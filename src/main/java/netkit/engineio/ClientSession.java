package netkit.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The rules of a session at the client's end (Engine.IO v4, "Protocol"; where the document is silent, as the reference
 * does it).
 */
final class ClientSession implements SessionRules {
    /** What the rules want done besides. */
    interface Effects extends SessionRules.Effects {
        /** Asks for what the server has to say. */
        void poll();

        /** Sends packets in the body of one POST. */
        void post(List<EnginePacket> packets);

        /** Tells the server over polling that the session is over. */
        void postClose();

        /** Opens a WebSocket, to see whether it can carry the session. */
        void openProbe();
    }

    private enum State {
        OPEN, CLOSING, CLOSED
    }

    /** How far the change from polling to WebSocket has come. */
    private enum Upgrade {
        NONE, PROBING,
        /** The probe was answered, and what polling has under way is waited for. */
        PAUSING
    }

    private final int maxBacklog;
    private final Effects effects;
    private final OpenPacket handshake;

    private State state = State.OPEN;
    private EngineTransport transport;
    private Upgrade upgrade = Upgrade.NONE;
    private final Deque<EnginePacket> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean polling;
    private boolean posting;
    private long pingBy;

    ClientSession(OpenPacket handshake, EngineTransport transport, int maxBacklog, Effects effects,
            long now) {
        this.handshake = handshake;
        this.transport = transport;
        this.maxBacklog = maxBacklog;
        this.effects = effects;
        expectPing(now);
    }

    /** @param upgrades whether this end would change to WebSocket */
    void open(boolean upgrades) {
        if (transport == EngineTransport.POLLING && state != State.CLOSED) {
            polling = true;
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
            case POLLING -> !posting;
            case WEBSOCKET -> effects.backlog() == 0;
        };
    }

    /** "Heartbeat": the server pings at an interval, and both ends may take a while. */
    private void expectPing(long now) {
        pingBy = now + handshake.pingInterval().plus(handshake.pingTimeout()).toNanos();
    }

    @Override
    public boolean send(List<EnginePacket> packets) {
        long size = packets.stream().mapToLong(EnginePacket::size).sum();
        if (state != State.OPEN || waitingBytes + effects.backlog() + size > maxBacklog) {
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

    private EnginePacket take() {
        EnginePacket packet = waiting.poll();
        waitingBytes -= packet.size();
        return packet;
    }

    private void flush() {
        switch (transport) {
            case POLLING -> {
                if (!posting && upgrade != Upgrade.PAUSING && !waiting.isEmpty()) {
                    posting = true;
                    effects.post(nextPayload());
                }
            }
            case WEBSOCKET -> {
                while (!waiting.isEmpty()) {
                    effects.sendFrame(take());
                }
            }
        }
    }

    /** As many packets as the server takes in one body; one that is larger goes alone, and the server says what it thinks. */
    private List<EnginePacket> nextPayload() {
        List<EnginePacket> packets = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty()) {
            size += waiting.peek().encodedLength() + (packets.isEmpty() ? 0 : 1);
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
                // of no meaning here, and ignored
            }
        }
    }

    /** The answer to a poll has come, and all its packets. */
    void polled() {
        polling = false;
        if (state == State.CLOSED || pausing()) {
            return;
        }
        polling = true;
        effects.poll();
    }

    /** The POST has been answered. */
    void posted() {
        posting = false;
        if (state != State.CLOSED && !pausing()) {
            flush();
            closeWhenDone();
        }
    }

    /** The probe's WebSocket is open. */
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
            pausing();
        } else {
            effects.closeProbe();
            probeGone();
        }
    }

    @Override
    public void probeGone() {
        boolean paused = upgrade == Upgrade.PAUSING;
        upgrade = Upgrade.NONE;
        if (paused && state != State.CLOSED) {
            if (!polling) {
                polled();
            }
            flush();
            closeWhenDone();
        }
    }

    /**
     * "Upgrade": polling is left when nothing is under way on it, so that nothing is lost and nothing overtakes.
     *
     * @return whether polling has to pause
     */
    private boolean pausing() {
        if (upgrade != Upgrade.PAUSING) {
            return false;
        }
        if (!polling && !posting) {
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
        if (state != State.CLOSING || !waiting.isEmpty() || posting || upgrade == Upgrade.PAUSING) {
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
        waiting.clear();
        waitingBytes = 0;
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
        if (now >= pingBy) {
            end(CloseReason.PING_TIMEOUT, "no ping within "
                    + handshake.pingInterval().plus(handshake.pingTimeout()).toMillis() + " ms");
        }
    }

    @Override
    public long dueAt() {
        return state == State.CLOSED ? NEVER : pingBy;
    }
}
