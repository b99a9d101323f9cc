package netkit.engineio;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.http.HttpResponse;
import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.Scheduler;
import netkit.testing.Leftovers;
import netkit.testing.ManualScheduler;

/** Netkit's echo server at {@code /engine.io/}; a text may also be a command. It records why sessions ended. */
final class EngineEcho implements EngineHost {
    private static final long TIMEOUT_SECONDS = 60;

    final BlockingQueue<EngineSocket> opened = new LinkedBlockingQueue<>();
    private final Map<String, EngineSocket> sockets = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<CloseReason>> ended = new ConcurrentHashMap<>();
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    final EngineServer engine;
    private final Scheduler scheduler;
    private final HttpServer http;

    EngineEcho(EngineServerOptions options) throws IOException {
        this(options, null, Scheduler.SYSTEM);
    }

    EngineEcho(EngineServerOptions options, Scheduler scheduler) throws IOException {
        this(options, null, scheduler);
    }

    EngineEcho(EngineServerOptions options, SSLContext tls, Scheduler scheduler) throws IOException {
        this.scheduler = scheduler;
        engine = new EngineServer(options,
                request -> request.query().contains("forbidden") ? Optional.empty()
                        : Optional.of(new Echo()),
                scheduler);
        http = new HttpServer(new Endpoint(Endpoint.LOOPBACK, 0),
                new HttpRoutes().page("/", HttpResponse.html("<p>hello".getBytes())).below("/engine.io/",
                        engine),
                HttpOptions.DEFAULT, Optional.ofNullable(tls), ConnectionLimits.NONE, log::add);
    }

    private final class Echo implements EngineHandler {
        @Override
        public void opened(EngineSocket socket) {
            sockets.put(socket.id(), socket);
            opened.add(socket);
        }

        @Override
        public void text(EngineSocket socket, String message) {
            switch (message.split(" ")[0]) {
                case "close!" -> socket.close();
                case "abort!" -> socket.abort();
                case "count!" -> {
                    int count = Integer.parseInt(message.split(" ")[1]);
                    for (int i = 0; i < count; i++) {
                        socket.sendText("message " + i);
                    }
                }
                default -> socket.sendText(message);
            }
        }

        @Override
        public void binary(EngineSocket socket, byte[] message) {
            socket.sendBinary(message);
        }

        @Override
        public void closed(EngineSocket socket, CloseReason reason) {
            end(socket.id()).add(reason);
        }
    }

    private BlockingQueue<CloseReason> end(String sid) {
        return ended.computeIfAbsent(sid, _ -> new LinkedBlockingQueue<>());
    }

    @Override
    public int port() {
        return http.endpoint().port();
    }

    @Override
    public String awaitEnd(String sid) throws InterruptedException {
        CloseReason reason = end(sid).poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("the session is still open; log: " + log);
        }
        return reason.toString();
    }

    @Override
    public void awaitPoll(String sid) throws InterruptedException {
        Leftovers.await(() -> sockets.containsKey(sid) && sockets.get(sid).isWritable(),
                () -> "a poll of " + sid + " has come; log " + log);
    }

    @Override
    public void pass(Duration time) throws InterruptedException {
        if (scheduler instanceof ManualScheduler clock) {
            clock.advance(time);
        } else {
            Thread.sleep(time);
        }
    }

    @Override
    public void close() throws IOException {
        http.stopAccepting();
        engine.close();
        http.close();
    }
}
