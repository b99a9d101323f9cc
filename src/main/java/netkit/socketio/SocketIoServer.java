package netkit.socketio;

import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineHandler;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineSocket;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.net.Endpoint;
import netkit.net.RandomIds;

/**
 * A Socket.IO server (socket.io-protocol v5). It {@link #listen}s by itself, or takes the sessions that an Engine.IO
 * server hands to its {@link #handler}.
 *
 * <pre>{@code
 * SocketIoServer server = new SocketIoServer(SocketIoServerOptions.DEFAULT, System.err::println);
 * server.namespace("/chat")
 *         .onConnection(socket -> socket.join("lobby"))
 *         .on("message", (socket, args, ack) -> {
 *             socket.to("lobby").emit("message", args.text(0));
 *             ack.send("delivered");
 *         });
 * server.listen(new Endpoint("127.0.0.1", 3000), EngineServerOptions.DEFAULT, new HttpRoutes(), Optional.empty());
 * }</pre>
 */
public final class SocketIoServer {
    /** Where clients expect it. */
    public static final String PATH = "/socket.io/";

    private final SocketIoServerOptions options;
    private final Supplier<String> newId;
    private final Timers timers;
    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final List<NamespacePattern> patterns = new CopyOnWriteArrayList<>();
    private final Map<EngineSocket, ServerConnection> connections = new ConcurrentHashMap<>();
    private final EngineHandler handler = new Sessions();

    /** @param log told, in a line each, which connections were closed for what they sent */
    public SocketIoServer(SocketIoServerOptions options, Consumer<String> log) {
        this(options, new RandomIds(new SecureRandom()), Timers.REAL, System::nanoTime, log);
    }

    /** @param newId draws an id that nobody can guess, and never the same twice */
    SocketIoServer(SocketIoServerOptions options, Supplier<String> newId, Timers timers,
            LongSupplier nanoTime,
            Consumer<String> log) {
        this.options = options;
        this.newId = newId;
        this.timers = timers;
        this.nanoTime = nanoTime;
        this.log = log;
        namespace(Packet.MAIN);
    }

    /** What an Engine.IO server has to tell of its sessions. */
    public EngineHandler handler() {
        return handler;
    }

    /** The namespace of that name; made if there is none. */
    public Namespace namespace(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        return find(full, Map.of()).orElseGet(
                () -> namespaces.computeIfAbsent(full,
                        _ -> new Namespace(this, full, new NamespaceHandlers())));
    }

    /** All namespaces in whose name the pattern is found; each is made when a client asks for it. */
    public NamespacePattern namespaces(Pattern pattern) {
        return namespaces((name, _) -> pattern.matcher(name).find());
    }

    /**
     * All namespaces that this admits; each is made when a client asks for it.
     *
     * @param admits gets the name, and what the client sent to authenticate itself
     */
    public NamespacePattern namespaces(BiPredicate<String, Map<String, Object>> admits) {
        NamespacePattern pattern = new NamespacePattern(admits);
        patterns.add(pattern);
        return pattern;
    }

    /** As {@link Namespace#use}, for the main namespace. */
    public SocketIoServer use(Middleware middleware) {
        main().use(middleware);
        return this;
    }

    /** As {@link Namespace#onConnection}, for the main namespace. */
    public SocketIoServer onConnection(ConnectionHandler handler) {
        main().onConnection(handler);
        return this;
    }

    /** As {@link Namespace#on}, for the main namespace. */
    public SocketIoServer on(String event, EventHandler<? super ServerSideSocket> handler) {
        main().on(event, handler);
        return this;
    }

    /** To all clients of the main namespace. */
    public void emit(String event, Object... args) {
        main().emit(event, args);
    }

    /** As {@link Namespace#to}, for the main namespace. */
    public Broadcast to(String... rooms) {
        return main().to(rooms);
    }

    /** As {@link Namespace#except}, for the main namespace. */
    public Broadcast except(String... rooms) {
        return main().except(rooms);
    }

    private Namespace main() {
        return namespaces.get(Packet.MAIN);
    }

    /**
     * Binds and starts to accept; handlers are best registered before.
     *
     * @param routes what else there is at the port, beside {@link #PATH}
     * @param tls for {@code https}; empty for {@code http}
     * @return what to close in the end: every socket is told that the server shuts down
     */
    public Listening listen(Endpoint endpoint, EngineServerOptions engineOptions, HttpRoutes routes,
            Optional<SSLContext> tls) throws IOException {
        EngineServer engine = new EngineServer(engineOptions, _ -> Optional.of(handler));
        HttpServer front = new HttpServer(endpoint, routes.below(PATH, engine), HttpOptions.DEFAULT, tls,
                Integer.MAX_VALUE, log);
        return new Listening(this, engine, front);
    }

    /** A server that accepts connections. */
    public record Listening(SocketIoServer server, EngineServer engine,
            HttpServer front) implements Closeable {
        public Endpoint endpoint() {
            return front.endpoint();
        }

        @Override
        public void close() throws IOException {
            front.stopAccepting();
            server.shutDown();
            engine.close();
            front.close();
        }
    }

    /** Every socket is told that the server shuts down; to be called before the Engine.IO server is closed. */
    public void shutDown() {
        connections.values().forEach(ServerConnection::shutDown);
    }

    /** The namespace a client asks for, made if a pattern admits it. */
    Optional<Namespace> find(String name, Map<String, Object> auth) {
        Namespace found = namespaces.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        return patterns.stream().filter(pattern -> pattern.admits(name, auth)).findFirst()
                .map(pattern -> namespaces.computeIfAbsent(name, _ -> pattern.create(this, name)));
    }

    SocketIoServerOptions options() {
        return options;
    }

    String newId() {
        return newId.get();
    }

    Timers timers() {
        return timers;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    void log(String line) {
        log.accept(line);
    }

    private final class Sessions implements EngineHandler {
        @Override
        public void opened(EngineSocket engine) {
            connections.put(engine, new ServerConnection(SocketIoServer.this, engine));
        }

        @Override
        public void text(EngineSocket engine, String message) {
            connections.get(engine).text(message);
        }

        @Override
        public void binary(EngineSocket engine, byte[] message) {
            connections.get(engine).binary(message);
        }

        @Override
        public void closed(EngineSocket engine, CloseReason reason) {
            connections.remove(engine).closed(reason);
        }
    }
}
