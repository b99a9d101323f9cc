package netkit.engineio;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.net.MemoryBudget;
import netkit.net.Scheduler;
import netkit.websocket.WebSocketConnection;

/**
 * The client's end of a session, with one thread that polls and one that posts. The protocol's rules are in
 * {@link ClientSession}.
 */
final class ClientEngineSocket extends SessionSocket implements ClientSession.Effects {
    private final ClientRequests requests;
    private final EngineClientOptions options;
    private final OpenPacket handshake;
    private final RequestHead request;
    private final Semaphore polls = new Semaphore(0);
    private final BlockingQueue<List<EnginePacket>> posts = new LinkedBlockingQueue<>();
    private final HttpClient poller;
    private final HttpClient poster;
    private volatile boolean pollingStopped;
    private volatile boolean sessionEnded;

    // All that follows is guarded by this.
    private final ClientSession session;
    private boolean closePacketPosted;

    private ClientEngineSocket(ClientRequests requests, EngineHandler handler, OpenPacket handshake,
            RequestHead request,
            HttpClient poller, Scheduler scheduler, EngineTransport transport) {
        super(handler, requests.options().trace(), scheduler, MemoryBudget.UNLIMITED,
                requests.options().maxBacklog(),
                CloseReason.TRANSPORT_ERROR);
        this.requests = requests.withSid(handshake.sid());
        this.options = requests.options();
        this.handshake = handshake;
        this.request = request;
        this.poller = poller;
        this.poster = requests.httpClient();
        this.session = new ClientSession(handshake, transport, options.maxBacklog(), this, scheduler.now());
    }

    /**
     * Returns a session that starts with long-polling.
     *
     * @param poller the client that sent the handshake request
     */
    static ClientEngineSocket overPolling(ClientRequests requests, EngineHandler handler,
            OpenPacket handshake,
            RequestHead request, HttpClient poller, Scheduler scheduler) {
        return new ClientEngineSocket(requests, handler, handshake, request, poller, scheduler,
                EngineTransport.POLLING);
    }

    /** Returns a session that starts on a WebSocket. */
    static ClientEngineSocket overWebSocket(WebSocketConnection connection, ClientRequests requests,
            EngineHandler handler,
            OpenPacket handshake, Scheduler scheduler) {
        ClientEngineSocket socket = new ClientEngineSocket(requests, handler, handshake,
                requests.webSocketRequest(),
                requests.httpClient(), scheduler, EngineTransport.WEBSOCKET);
        socket.attachWebSocket(connection);
        return socket;
    }

    /** @param further packets received together with the handshake */
    void open(List<String> further) {
        enqueueOpened();
        dispatchAsync();
        if (transport() == EngineTransport.POLLING) {
            Thread.ofVirtual().name("poll " + id()).start(() -> pollLoop(further));
            Thread.ofVirtual().name("post " + id()).start(this::postLoop);
        }
        boolean upgrades = options.upgrade() && options.transports().contains(EngineTransport.WEBSOCKET);
        update(() -> session.open(upgrades));
    }

    @Override
    Session session() {
        return session;
    }

    @Override
    public String id() {
        return handshake.sid();
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.empty();
    }

    @Override
    public RequestHead request() {
        return request;
    }

    // The threads of long-polling.

    private void pollLoop(List<String> first) {
        try {
            receive(first);
            polls.acquire();
            while (!pollingStopped) {
                receive(requests.poll(poller, handshake));
                update(session::pollCompleted);
                polls.acquire();
            }
        } catch (IOException e) {
            fail(CloseReason.TRANSPORT_ERROR, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void postLoop() {
        try (poller; poster) {
            List<EnginePacket> packets = posts.take();
            while (!packets.isEmpty()) {
                requests.post(poster, packets);
                update(session::postCompleted);
                packets = posts.take();
            }
        } catch (IOException e) {
            fail(CloseReason.TRANSPORT_ERROR, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // The WebSocket of an upgrade.

    private void probe() {
        WebSocketConnection connection;
        try {
            connection = requests.openWebSocket(new Probe());
        } catch (IOException _) {
            update(session::probeClosed);
            return;
        }
        boolean attached = update(() -> {
            if (!sessionEnded) {
                attachProbe(connection);
            }
            return !sessionEnded;
        });
        if (!attached) {
            connection.close();
        }
        connection.run();
    }

    private final class Probe extends Frames {
        @Override
        public void opened(WebSocketConnection connection) {
            update(() -> {
                if (isProbe(connection)) {
                    session.probeOpened();
                }
            });
        }
    }

    // The effects of the rules.

    @Override
    public void poll() {
        polls.release();
    }

    @Override
    public void post(List<EnginePacket> packets) {
        packets.forEach(packet -> options.trace().add(packet.size(),
                to -> to.sent(EngineTransport.POLLING, packet)));
        posts.add(packets);
    }

    @Override
    public void postClose() {
        closePacketPosted = true;
        post(List.of(EnginePacket.of(EnginePacketType.CLOSE)));
    }

    @Override
    void beginClose(WebSocketConnection connection) {
        connection.close();
    }

    @Override
    public void openProbe() {
        Thread.ofVirtual().name("probe " + id()).start(this::probe);
    }

    @Override
    public void adoptProbe() {
        super.adoptProbe();
        stopPolling();
    }

    private void stopPolling() {
        pollingStopped = true;
        polls.release();
        posts.add(List.of());
    }

    @Override
    void releaseResources() {
        sessionEnded = true;
        stopPolling();
        if (!closePacketPosted) {
            poller.close();
            poster.close();
        }
    }
}
