package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.Scheduler;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;

/** Sessions at the server's end, as a program sees them. */
@Timeout(60)
class EngineServerTest {
    private final Leftovers leftovers = new Leftovers();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        leftovers.awaitNone();
    }

    private static EngineClientOptions over(EngineTransport transport) {
        return EngineClientOptions.DEFAULT.withTransports(transport);
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/?token=a%20b");
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void sessionKnowsItsRemoteAddressAndRequest(EngineTransport transport) throws Exception {
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            EngineSocket client = EngineClient.connect(url(server.port()), over(transport),
                    new RecordingHandler());
            EngineSocket socket = server.opened.take();
            assertEquals(client.id(), socket.id());
            assertEquals(transport, socket.transport());
            assertEquals(Optional.of("127.0.0.1"), socket.remoteAddress());
            assertEquals("token=a%20b&EIO=4&transport=" + transport, socket.request().query());
            assertEquals(Optional.empty(), client.remoteAddress());
            client.close();
        }
    }

    @Test
    void groupsSentByManyThreadsStayTogether() throws Exception {
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket client = EngineClient.connect(url(server.port()), EngineClientOptions.DEFAULT,
                    received);
            EngineSocket socket = server.opened.take();
            assertEquals("opened", received.next());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String name = "thread " + t;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 500; i++) {
                        socket.send(List.of(EnginePacket.message(name), EnginePacket.message(new byte[] {1}),
                                EnginePacket.message(name + " too")));
                    }
                }));
            }
            for (int i = 0; i < 2000; i++) {
                String first = received.next();
                assertEquals("binary [1]", received.next());
                assertEquals(first + " too", received.next());
            }
            for (Thread thread : threads) {
                thread.join();
            }
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void clientThatDoesNotReadIsLimitedToTheBacklog(EngineTransport transport) throws Exception {
        int most = 1 << 20;
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT.withMaxBacklog(most));
                RawHttp client = new RawHttp(server.port())) {
            if (transport == EngineTransport.WEBSOCKET) {
                client.get("/engine.io/?EIO=4&transport=websocket", "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13");
            } else {
                client.get("/engine.io/?EIO=4&transport=polling");
            }
            EngineSocket socket = server.opened.take();
            byte[] message = new byte[10_000];
            long sent = 0;
            while (socket.sendBinary(message)) {
                sent += message.length;
                assertTrue(sent < 100L * most, "there is a limit");
            }
            assertFalse(socket.isWritable());
            assertFalse(socket.sendBinary(new byte[most]));
        }
    }

    @Test
    void pendingPollMakesTheSessionWritable() throws Exception {
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT);
                RawHttp client = new RawHttp(server.port())) {
            client.get("/engine.io/?EIO=4&transport=polling").response();
            EngineSocket socket = server.opened.take();
            assertFalse(socket.isWritable());
            client.get("/engine.io/?EIO=4&transport=polling&sid=" + socket.id());
            while (!socket.isWritable()) {
                Thread.onSpinWait();
            }
            assertTrue(socket.sendText("hello"));
            assertFalse(socket.isWritable());
            assertEquals("200 4hello", client.response().toString());
        }
    }

    private static HttpServer serve(EngineServer engine, BlockingQueue<String> log) throws IOException {
        return new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0),
                new HttpRoutes().below("/engine.io/", engine),
                HttpOptions.DEFAULT, Optional.empty(), ConnectionLimits.total(100), log::add);
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void handlerIsCalledOneEventAtATime(EngineTransport transport) throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        CountDownLatch proceed = new CountDownLatch(1);
        EngineHandler slow = new EngineHandler() {
            @Override
            public void opened(EngineSocket socket) {
                events.add("opened");
            }

            @Override
            public void text(EngineSocket socket, String message) {
                events.add(message);
                if (message.equals("slow")) {
                    try {
                        proceed.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    events.add("slow is done");
                }
            }

            @Override
            public void binary(EngineSocket socket, byte[] message) {}

            @Override
            public void closed(EngineSocket socket, CloseReason reason) {
                events.add("closed " + reason);
            }
        };
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        ManualScheduler clock = new ManualScheduler();
        try (EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT, _ -> Optional.of(slow),
                clock);
                HttpServer http = serve(engine, log)) {
            EngineSocket client = EngineClient.connect(url(http.endpoint().port()), over(transport),
                    new RecordingHandler());
            assertEquals("opened", events.poll(60, TimeUnit.SECONDS));
            client.sendText("slow");
            client.sendText("next");
            assertEquals("slow", events.poll(60, TimeUnit.SECONDS));
            client.abort();
            Leftovers.await(() -> {
                clock.advance(EngineServerOptions.DEFAULT.pingInterval()); // a client may abort between two polls
                return engine.sessions() == 0;
            }, () -> "the session is closed");
            assertEquals(null, events.poll());
            proceed.countDown();
            assertEquals("slow is done", events.poll(60, TimeUnit.SECONDS));
            String line = events.poll(60, TimeUnit.SECONDS);
            if (line.equals("next")) {
                line = events.poll(60, TimeUnit.SECONDS); // it had arrived before the close
            }
            assertTrue(line.startsWith("closed "), line);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void handlerExceptionClosesTheSession(EngineTransport transport) throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        BlockingQueue<EngineSocket> opened = new LinkedBlockingQueue<>();
        EngineHandler faulty = new EngineHandler() {
            @Override
            public void opened(EngineSocket socket) {
                opened.add(socket);
            }

            @Override
            public void text(EngineSocket socket, String message) {
                throw new IllegalStateException("a fault, on purpose");
            }

            @Override
            public void binary(EngineSocket socket, byte[] message) {}

            @Override
            public void closed(EngineSocket socket, CloseReason reason) {
                events.add("closed " + reason);
            }
        };
        try (EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT, _ -> Optional.of(faulty));
                HttpServer http = serve(engine, events)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket client = EngineClient.connect(url(http.endpoint().port()), over(transport),
                    received);
            assertEquals("opened", received.next());
            EngineSocket socket = opened.take();
            Leftovers.await(socket::isWritable, () -> "a poll is pending, which receives the close packet");
            client.sendText("x");
            assertEquals("closed transport close", received.next());
            assertEquals("closed forced close", events.poll(60, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void closingServerClosesItsSessions(EngineTransport transport) throws Exception {
        RecordingHandler received = new RecordingHandler();
        EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT);
        EngineSocket client = EngineClient.connect(url(server.port()), over(transport), received);
        assertEquals("opened", received.next());
        client.sendText("hello");
        assertEquals("text hello", received.next());
        EngineSocket socket = server.opened.take();
        while (transport == EngineTransport.POLLING && !socket.isWritable()) {
            Thread.onSpinWait();
        }
        server.close();
        assertEquals("closed transport close", received.next());
        assertEquals("forced close", server.awaitEnd(client.id()));
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void sessionOpenedWhileTheServerClosesHearsThatItIsClosed(EngineTransport transport) throws Exception {
        RecordingHandler received = new RecordingHandler();
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch serverClosed = new CountDownLatch(1);
        EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT, _ -> {
            deciding.countDown();
            try {
                serverClosed.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return Optional.of(received);
        });
        try (HttpServer http = serve(engine, new LinkedBlockingQueue<>());
                RawHttp client = new RawHttp(http.endpoint().port())) {
            String[] upgrade = transport == EngineTransport.POLLING ? new String[0]
                    : new String[] {"Connection: Upgrade", "Upgrade: websocket",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"};
            client.get("/engine.io/?EIO=4&transport=" + transport, upgrade);
            deciding.await();
            engine.close();
            serverClosed.countDown();

            assertEquals("opened", received.next());
            assertEquals("closed forced close", received.next());
            assertEquals(0, engine.sessions());
        }
    }

    @Test
    void heartbeatsContinueAfterAnAlarmThatThrows() throws Exception {
        EngineServerOptions quick = EngineServerOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20),
                Duration.ofSeconds(60));
        try (EngineEcho server = new EngineEcho(quick); RawHttp client = new RawHttp(server.port())) {
            client.get("/engine.io/?EIO=4&transport=websocket", "Connection: Upgrade", "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13").response();
            assertTrue(client.frame().startsWith("text 0{"));
            for (Throwable thrown : List.of(new IllegalStateException("on purpose"),
                    new Error("on purpose"))) {
                CountDownLatch ran = new CountDownLatch(1);
                Scheduler.SYSTEM.after(Duration.ZERO, () -> {
                    ran.countDown();
                    throw EngineServerTest.<RuntimeException>unchecked(thrown);
                });
                ran.await();
                assertEquals("text 2", client.frame());
                client.text("3");
            }
        }
    }

    @SuppressWarnings("unchecked") // the cast is erased
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void closedSessionLeavesNoTimerBehind() throws Exception {
        ManualScheduler clock = new ManualScheduler();
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT, clock)) {
            RecordingHandler received = new RecordingHandler();
            EngineSocket client = EngineClient.connect(url(server.port()), over(EngineTransport.WEBSOCKET),
                    received);
            assertEquals("opened", received.next());
            clock.awaitPending(1);
            client.close();
            assertEquals("transport close", server.awaitEnd(client.id()));
            Leftovers.await(() -> clock.pending() == 0, () -> "a timer is pending");
        }
    }

    @Test
    void portServesPagesAsWell() throws Exception {
        try (EngineEcho server = new EngineEcho(EngineServerOptions.DEFAULT);
                RawHttp client = new RawHttp(server.port())) {
            assertEquals("200 <p>hello", client.get("/").response().toString());
            assertEquals(200, client.get("/engine.io/?EIO=4&transport=polling").response().status());
            assertEquals("200 <p>hello", client.get("/").response().toString());
            assertEquals("404 there is nothing at /engine.io",
                    client.get("/engine.io").response().toString());
        }
    }
}
