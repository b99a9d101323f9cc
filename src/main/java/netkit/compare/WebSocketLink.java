package netkit.compare;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import netkit.lab.Direction;
import netkit.lab.RelayCounts;
import netkit.lab.StreamFaults;
import netkit.lab.StreamRelay;
import netkit.net.Endpoint;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Deflation;
import netkit.websocket.FrameHeader;
import netkit.websocket.Handshake;
import netkit.websocket.Opcode;
import netkit.net.Tls;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketOptions.Deflate;
import netkit.websocket.WebSocketServer;

/** One WebSocket connection through a relay, from its client to its server: each message is a frame of its own. */
final class WebSocketLink implements Link {
    /** Little, so that send() waits for the stream as that of TCP does. */
    private static final int BACKLOG = 64 * 1024;
    /** Longer than any trial waits for its end. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofDays(1);
    private static final int SAMPLE_MESSAGES = 300;
    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int WINDOW_BITS = 15;

    private final WebSocketServer server;
    private final StreamRelay relay;
    private final Receiver receiver;
    private final WebSocketConnection sender;

    private WebSocketLink(WebSocketServer server, StreamRelay relay, Receiver receiver,
            WebSocketConnection sender) {
        this.server = server;
        this.relay = relay;
        this.receiver = receiver;
        this.sender = sender;
    }

    static WebSocketLink open(StreamFaults faults, Deflate deflate) throws IOException {
        Receiver receiver = new Receiver();
        WebSocketServer server = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(receiver)), Map.of(), options(deflate),
                Optional.empty(),
                _ -> {});
        StreamRelay relay = null;
        try {
            InetSocketAddress address = server.endpoint().resolve();
            relay = StreamRelay.open(address, faults, StreamFaults.NONE);
            WebSocketConnection sender = new WebSocketClient(options(deflate), Tls.client())
                    .connect(url(relay.address().getPort()), (_, _, _, _, _) -> {});
            Thread.ofVirtual().name("websocket client").start(sender::run);
            return new WebSocketLink(server, relay, receiver, sender);
        } catch (IOException e) {
            if (relay != null) {
                relay.close();
            }
            server.close();
            throw e;
        }
    }

    private static WebSocketOptions options(Deflate deflate) {
        WebSocketOptions usual = WebSocketOptions.DEFAULT;
        return new WebSocketOptions(Workload.MAX_SIZE, BACKLOG, deflate, Duration.ZERO,
                usual.handshakeTimeout(),
                CLOSE_TIMEOUT, List.of(), List.of());
    }

    private static URI url(int port) {
        return URI.create("ws://" + Endpoint.LOOPBACK + ":" + port + "/");
    }

    /** What the client's handshake and its frames take; how far messages can be compressed is tried out. */
    static StreamLayout layout(Workload workload, Deflate deflate) {
        int handshake = Handshake.request(url(55_555), new byte[Handshake.KEY_BYTES], options(deflate))
                .encode().length;
        double payload = switch (deflate) {
            case OFF -> workload.size();
            case ON, WITHOUT_CONTEXT -> compressed(workload);
        };
        int head = FrameHeader.encodeMasked(new byte[FrameHeader.MAX_LENGTH], 0, FrameHeader.FIN,
                Opcode.BINARY,
                (int) payload, 0);
        return new StreamLayout(handshake, head + payload);
    }

    private static double compressed(Workload workload) {
        int sample = Math.clamp(SAMPLE_BYTES / workload.size(), 1,
                Math.min(SAMPLE_MESSAGES, workload.messages()));
        byte[] message = new byte[workload.size()];
        long bytes = 0;
        try (Deflation deflation = new Deflation(true, WINDOW_BITS)) {
            for (int number = 0; number < sample; number++) {
                Message.encode(0, number, message);
                bytes += deflation.deflate(message, 0, message.length);
            }
        }
        return (double) bytes / sample;
    }

    @Override
    public void send(byte[] message) throws IOException {
        awaitRoom(message.length);
        if (!sender.send(Opcode.BINARY, message, 0, message.length)) {
            throw new IOException("the connection is closed");
        }
    }

    private void awaitRoom(int length) throws InterruptedIOException {
        try {
            sender.awaitRoom(length);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to send");
        }
    }

    @Override
    public void receiveAll(Arrivals arrivals) throws IOException {
        receiver.receiveAll(arrivals);
    }

    @Override
    public void finish(int sent) throws IOException {
        awaitRoom(BACKLOG); // all has been written, however long the stream was stalled
        sender.close(CloseCode.NORMAL, ""); // RFC 6455 §5.5.1: the close frame comes after all that was sent
    }

    @Override
    public RelayCounts relay() {
        return relay.counts(Direction.TO_SERVER);
    }

    /** As with the stream below: nothing vanishes from within it. */
    @Override
    public long lostByAccident(int sent) {
        return 0;
    }

    @Override
    public void close() throws IOException {
        relay.close(); // ends the connection at both ends
        server.close();
    }

    /** The server's end: what it calls a message is one, for whoever receives them here. */
    private static final class Receiver implements WebSocketHandler {
        private final CompletableFuture<Arrivals> arrivals = new CompletableFuture<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile CloseStatus status;

        void receiveAll(Arrivals all) throws IOException {
            arrivals.complete(all);
            try {
                ended.await();
            } catch (InterruptedException _) {
                throw new InterruptedIOException("interrupted while receiving");
            }
            if (status.code() != CloseCode.NORMAL) {
                throw new IOException(status.reason());
            }
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length) {
            arrivals.join().arrived(bytes, from, length, true);
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus how) {
            status = how;
            ended.countDown();
        }
    }
}
