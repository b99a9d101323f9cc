package netkit.engineio;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.websocket.WebSocketConnection;

/**
 * A session at the client's end, with a thread that polls and one that posts. The rules are in {@link ClientSession}.
 */
final class ClientEngineSocket extends SessionSocket implements ClientSession.Effects {
    private final ClientRequests requests;
    private final EngineClientOptions options;
    private final OpenPacket handshake;
    private final RequestHead request;
    private final AlarmClock clock;
    private final Semaphore polls = new Semaphore(0);
    private final BlockingQueue<List<EnginePacket>> posts = new LinkedBlockingQueue<>();
    private final HttpClient poller;
    private final HttpClient poster;
    /** Nothing is to be polled any more. */
    private volatile boolean left;
    private volatile boolean over;

    // All that follows is guarded by this.
    private final ClientSession session;
    private boolean goodbye;

    private ClientEngineSocket(ClientRequests requests, EngineHandler handler, OpenPacket handshake,
            RequestHead request,
            HttpClient poller, AlarmClock clock, EngineTransport transport) {
        super(handler, requests.options().trace(), clock, CloseReason.TRANSPORT_ERROR);
        this.requests = requests.withSid(handshake.sid());
        this.options = requests.options();
        this.handshake = handshake;
        this.request = request;
        this.clock = clock;
        this.poller = poller;
        this.poster = requests.httpClient();
        this.session = new ClientSession(handshake, transport, options.maxBacklog(), this, clock.now());
    }

    /**
     * A session that begins with polling.
     *
     * @param poller the connection that the request was sent over
     */
    static ClientEngineSocket polling(ClientRequests requests, EngineHandler handler, OpenPacket handshake,
            RequestHead request, HttpClient poller) {
        return new ClientEngineSocket(requests, handler, handshake, request, poller,
                new AlarmClock(Thread.ofVirtual()),
                EngineTransport.POLLING);
    }

    /** A session over this WebSocket. */
    static ClientEngineSocket over(WebSocketConnection connection, ClientRequests requests,
            EngineHandler handler,
            OpenPacket handshake) {
        ClientEngineSocket socket = new ClientEngineSocket(requests, handler, handshake,
                requests.webSocketRequest(),
                requests.httpClient(), new AlarmClock(Thread.ofVirtual()), EngineTransport.WEBSOCKET);
        socket.carryOver(connection);
        return socket;
    }

    /** @param further packets that came with the handshake */
    void open(List<String> further) {
        tellOpened();
        tellElsewhere();
        if (transport() == EngineTransport.POLLING) {
            Thread.ofVirtual().name("poll " + id()).start(() -> pollAll(further));
            Thread.ofVirtual().name("post " + id()).start(this::postAll);
        }
        boolean upgrades = options.upgrade() && options.transports().contains(EngineTransport.WEBSOCKET);
        changed(() -> session.open(upgrades));
    }

    @Override
    SessionRules rules() {
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

    // The threads of polling.

    private void pollAll(List<String> first) {
        try {
            receive(first);
            polls.acquire();
            while (!left) {
                receive(requests.poll(poller, handshake));
                changed(session::polled);
                polls.acquire();
            }
        } catch (IOException e) {
            fail(CloseReason.TRANSPORT_ERROR, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void postAll() {
        try (poller; poster) {
            List<EnginePacket> packets = posts.take();
            while (!packets.isEmpty()) {
                requests.post(poster, packets);
                changed(session::posted);
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
            changed(session::probeGone);
            return;
        }
        boolean wanted = changed(() -> {
            if (!over) {
                tryOver(connection);
            }
            return !over;
        });
        if (!wanted) {
            connection.close();
        }
        connection.run();
    }

    private final class Probe extends Frames {
        @Override
        public void opened(WebSocketConnection connection) {
            changed(() -> {
                if (isTried(connection)) {
                    session.probeOpened();
                }
            });
        }
    }

    // What the rules want done.

    @Override
    public void poll() {
        polls.release();
    }

    @Override
    public void post(List<EnginePacket> packets) {
        packets.forEach(packet -> options.trace().sent(EngineTransport.POLLING, packet));
        posts.add(packets);
    }

    @Override
    public void postClose() {
        goodbye = true;
        post(List.of(EnginePacket.of(EnginePacketType.CLOSE)));
    }

    @Override
    void sayGoodbye(WebSocketConnection connection) {
        connection.close();
    }

    @Override
    public void openProbe() {
        Thread.ofVirtual().name("probe " + id()).start(this::probe);
    }

    @Override
    public void adoptProbe() {
        super.adoptProbe();
        leavePolling();
    }

    private void leavePolling() {
        left = true;
        polls.release();
        posts.add(List.of());
    }

    @Override
    void ended() {
        over = true;
        leavePolling();
        if (!goodbye) {
            poller.close();
            poster.close();
        }
        clock.close();
    }
}
