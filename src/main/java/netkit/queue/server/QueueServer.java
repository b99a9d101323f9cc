package netkit.queue.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.net.Sockets;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.Reply;
import netkit.queue.store.DurableStore;
import netkit.queue.store.MemoryStore;
import netkit.queue.store.MessageStore;

/** The embedded message queue server over TCP; its protocol is in the documentation of {@link netkit.queue}. */
public final class QueueServer implements Closeable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(300);
    /** Time for a refused client to read the reason and close. */
    private static final Duration REFUSAL = Duration.ofSeconds(2);
    /** Without a data directory, bodies may take the Java heap divided by this. */
    private static final int HEAP_DIVISOR = 2;

    private final QueueLimits limits;
    private final MemoryBudget memory;
    private final Scheduler scheduler;
    private final Consumer<String> log;
    private final int recovered;
    private final Broker broker;
    private final Listener listener;
    /** The open sessions; guarded by itself. */
    private final Set<QueueSession> sessions = new HashSet<>();

    /**
     * Opens the store, binds and starts to accept.
     *
     * @param folder the data directory; empty to keep messages in memory
     * @param log receives a line for each consumer that subscribes or leaves, and for each problem
     * @throws IOException if the store cannot be opened or the address is in use
     */
    public QueueServer(Endpoint endpoint, Optional<Path> folder, QueueLimits limits, Consumer<String> log)
            throws IOException {
        this(endpoint, folder, limits, ConnectionLimits.NONE, log);
    }

    /** Opens a server as the other constructor does; a connection beyond the limits is told why and closed. */
    public QueueServer(Endpoint endpoint, Optional<Path> folder, QueueLimits limits,
            ConnectionLimits connections, Consumer<String> log) throws IOException {
        this(endpoint, folder, limits, connections, Scheduler.SYSTEM, log);
    }

    QueueServer(Endpoint endpoint, Optional<Path> folder, QueueLimits limits, ConnectionLimits connections,
            Scheduler scheduler, Consumer<String> log) throws IOException {
        this.memory = connections.memory();
        this.scheduler = scheduler;
        this.limits = folder.isPresent() || limits.bytes() > 0 ? limits
                : limits.withBytes(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
        SerialExecutor lines = new SerialExecutor("queue log"); // a log that blocks must not hold up the server
        this.log = line -> lines.execute(() -> log.accept(line));
        MessageStore store = folder.isPresent() ? DurableStore.open(folder.get(), this.log)
                : new MemoryStore();
        this.broker = new Broker(store, this.limits, scheduler, System::currentTimeMillis, this.log);
        this.recovered = broker.stats().stream()
                .mapToInt(queue -> (int) queue.get(QueueStats.Metric.READY).orElse(0)).sum();
        try {
            this.listener = Listener.open(endpoint, connections, this::serve, this::refuse, this.log);
        } catch (IOException e) {
            broker.close();
            throw e;
        }
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    /** Returns the number of messages that were in the store when it was opened. */
    public int recovered() {
        return recovered;
    }

    private void refuse(Socket socket, String reason) throws IOException {
        String line = new Reply.Error(reason + "; try again later").line();
        socket.getOutputStream().write(QueueDecoder.encode(line));
        socket.shutdownOutput();
        Sockets.discardInput(scheduler, socket, REFUSAL);
    }

    private Listener.Step serve(Socket socket) throws IOException {
        QueueSession session = new QueueSession(socket, broker, limits, memory, scheduler, log);
        synchronized (sessions) {
            sessions.add(session);
        }
        try {
            session.serve();
            return null;
        } catch (OutOfMemoryError _) {
            throw new IOException("not enough memory for its message");
        } finally {
            synchronized (sessions) {
                sessions.remove(session);
                sessions.notifyAll();
            }
        }
    }

    /** Writes the pending changes, and tells the clients before it closes their connections. */
    @Override
    public void close() throws IOException {
        listener.stopAccepting();
        try {
            broker.close();
        } finally {
            closeSessions();
            listener.close();
        }
    }

    /** Closes all sessions at the same time, and waits a moment until they have ended. */
    private void closeSessions() {
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        synchronized (sessions) {
            for (QueueSession session : sessions) {
                Thread.ofVirtual().start(() -> session.close("-ERR " + StoreWriter.CLOSING + "; goodbye"));
            }
            try {
                long left = CLOSE_TIMEOUT.toNanos();
                while (!sessions.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(sessions, left);
                    left = deadline - System.nanoTime();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
