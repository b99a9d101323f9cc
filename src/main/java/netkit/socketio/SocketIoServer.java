package netkit.socketio;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
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
import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.net.Scheduler;

/**
 * A Socket.IO server (socket.io-protocol v5). It {@link #listen}s itself, or serves the sessions of an Engine.IO server
 * that uses its {@link #handler}.
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
    /** The path where clients expect the server. */
    public static final String PATH = "/socket.io/";

    private final SocketIoServerOptions options;
    private final Supplier<String> newId;
    private final Scheduler scheduler;
    private final Consumer<String> log;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final List<NamespacePattern> patterns = new CopyOnWriteArrayList<>();
    private final Map<EngineSocket, ServerConnection> connections = new ConcurrentHashMap<>();
    private final EngineHandler handler = new Sessions();

    /** @param log receives one line for each connection closed because of an invalid packet */
    public SocketIoServer(SocketIoServerOptions options, Consumer<String> log) {
        this(options, new RandomIds(), Scheduler.SYSTEM, log);
    }

    /** @param newId generates unique ids that cannot be guessed */
    SocketIoServer(SocketIoServerOptions options, Supplier<String> newId, Scheduler scheduler,
            Consumer<String> log) {
        this.options = options;
        this.newId = newId;
        this.scheduler = scheduler;
        this.log = log;
        namespace(Packet.MAIN);
    }

    /** Returns the handler for the sessions of an Engine.IO server. */
    public EngineHandler handler() {
        return handler;
    }

    /** Returns the namespace of that name, creating it if needed. */
    public Namespace namespace(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        return find(full, Map.of()).orElseGet(
                () -> namespaces.computeIfAbsent(full,
                        _ -> new Namespace(this, full, new NamespaceHandlers())));
    }

    /** Declares dynamic namespaces by a pattern found in their names. */
    public NamespacePattern namespaces(Pattern pattern) {
        return namespaces((name, _) -> pattern.matcher(name).find());
    }

    /**
     * Declares dynamic namespaces.
     *
     * @param admits decides by the name and the client's auth payload whether the namespace exists
     */
    public NamespacePattern namespaces(BiPredicate<String, Map<String, Object>> admits) {
        NamespacePattern pattern = new NamespacePattern(admits);
        patterns.add(pattern);
        return pattern;
    }

    /** Does the same as {@link Namespace#use} for the main namespace. */
    public SocketIoServer use(Middleware middleware) {
        main().use(middleware);
        return this;
    }

    /** Does the same as {@link Namespace#onConnection} for the main namespace. */
    public SocketIoServer onConnection(ConnectionHandler handler) {
        main().onConnection(handler);
        return this;
    }

    /** Does the same as {@link Namespace#on} for the main namespace. */
    public SocketIoServer on(String event, EventHandler<? super ServerSideSocket> handler) {
        main().on(event, handler);
        return this;
    }

    /** Sends an event to all clients of the main namespace. */
    public void emit(String event, Object... args) {
        main().emit(event, args);
    }

    /** Does the same as {@link Namespace#to} for the main namespace. */
    public Broadcast to(String... rooms) {
        return main().to(rooms);
    }

    /** Does the same as {@link Namespace#except} for the main namespace. */
    public Broadcast except(String... rooms) {
        return main().except(rooms);
    }

    private Namespace main() {
        return namespaces.get(Packet.MAIN);
    }

    /**
     * Binds and starts to accept connections; register handlers before.
     *
     * @param routes of other resources at the same port, besides {@link #PATH}
     * @param tls for {@code https}; empty for {@code http}
     * @return the listening server; closing it disconnects every socket
     */
    public Listening listen(Endpoint endpoint, EngineServerOptions engineOptions, HttpRoutes routes,
            Optional<SSLContext> tls) throws IOException {
        EngineServer engine = new EngineServer(engineOptions, _ -> Optional.of(handler));
        HttpServer http = new HttpServer(endpoint, routes.below(PATH, engine), HttpOptions.DEFAULT, tls,
                ConnectionLimits.NONE, log);
        return new Listening(this, engine, http);
    }

    /** A server that is accepting connections. */
    public record Listening(SocketIoServer server, EngineServer engine,
            HttpServer http) implements Closeable {
        public Endpoint endpoint() {
            return http.endpoint();
        }

        @Override
        public void close() throws IOException {
            http.stopAccepting();
            server.shutDown();
            engine.close();
            http.close();
        }
    }

    /** Disconnects every socket because the server shuts down; to be called before the Engine.IO server is closed. */
    public void shutDown() {
        connections.values().forEach(ServerConnection::shutDown);
        namespaces.values().forEach(Namespace::close);
    }

    /** Returns the namespace of that name, creating it if it is dynamic. */
    Optional<Namespace> find(String name, Map<String, Object> auth) {
        Namespace found = namespaces.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        return patterns.stream().filter(pattern -> pattern.admits(name, auth)).findFirst()
                .map(pattern -> namespaces.computeIfAbsent(name, _ -> pattern.create(this, name)));
    }

    /** Finds a namespace as {@link #find} does, for a client that connects; {@link #release} must follow. */
    Optional<Namespace> acquire(String name, Map<String, Object> auth) {
        while (true) {
            Optional<Namespace> found = find(name, auth);
            synchronized (this) {
                if (found.isEmpty() || namespaces.get(name) == found.get()) { // else it was removed just now
                    found.ifPresent(Namespace::acquire);
                    return found;
                }
            }
        }
    }

    /** A client has left a namespace, or was refused: removes an empty dynamic one, if the options say so. */
    synchronized void release(Namespace namespace) {
        if (namespace.releaseLast() && options.cleanupEmptyChildNamespaces()
                && patterns.stream().anyMatch(pattern -> pattern.remove(namespace))) {
            namespaces.remove(namespace.name(), namespace);
            namespace.close();
        }
    }

    /** Returns the names of the namespaces that exist. */
    public Set<String> namespaceNames() {
        return Set.copyOf(namespaces.keySet());
    }

    SocketIoServerOptions options() {
        return options;
    }

    String newId() {
        return newId.get();
    }

    Scheduler scheduler() {
        return scheduler;
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
        public void evicted(EngineSocket engine) {
            ServerConnection connection = connections.get(engine);
            if (connection != null) { // it is opened
                connection.evicted();
            }
        }

        @Override
        public void closed(EngineSocket engine, CloseReason reason) {
            connections.remove(engine).closed(reason);
        }
    }
}
