package netkit.socketio.redis;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.SocketFactory;

import netkit.net.RandomIds;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.socketio.Adapter;

/**
 * The bus between servers: publishing and subscribing through Redis, which reconnects after a failure. Redis stores nothing of what it carries: while the connection is down, messages are dropped and counted.
 */
public final class RedisBus implements Bus, Closeable {
    /** A listener for the loss and the return of the connection; called in order, and may block. */
    public interface Listener {
        /** @param cause one line */
        void lost(String cause);

        /** @param dropped messages of this server that the other servers missed meanwhile */
        void back(long dropped);

        /** Messages of this server are dropped, since more is said than the connection carries. */
        default void overflowed() {}
    }

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(5);

    private record Entry(Set<String> channels, String pattern, Bus.Listener listener) {}

    private final RedisConnector connector;
    private final Listener listener;
    private final Consumer<String> log;
    private final Supplier<String> newId = new RandomIds();
    private final String own = "netkit#" + newId.get() + "#";
    private final SerialExecutor notices = new SerialExecutor("bus notices");
    private final SerialExecutor subscriptions = new SerialExecutor("bus subscriptions");
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private final Thread supervisor;
    /** The link that carries messages; null while there is none. */
    private volatile RedisLink link;
    /** The link that takes subscriptions, which it does a little earlier. */
    private volatile RedisLink subscribable;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param log receives one line for each malformed message
     * @throws IOException if there is no Redis, with one line that says what to do
     */
    public RedisBus(RedisUrl url, Listener listener, Consumer<String> log)
            throws IOException, InterruptedException {
        this(url, SocketFactory.getDefault(), listener, log);
    }

    /** @param sockets makes the unconnected sockets of its connections without TLS */
    public RedisBus(RedisUrl url, SocketFactory sockets, Listener listener, Consumer<String> log)
            throws IOException, InterruptedException {
        this.connector = new RedisConnector(url, sockets);
        this.listener = listener;
        this.log = log;
        RedisLink first = open();
        supervisor = Thread.ofVirtual().name("bus supervisor").start(() -> supervise(first));
    }

    /** Returns the factory of the adapters that use this bus, in the cluster that npm's servers join by default. */
    public Adapter.Factory adapters() {
        return adapters(Channels.DEFAULT_KEY);
    }

    /**
     * Returns the factory of the adapters that use this bus.
     *
     * @param key of the cluster: the names of its channels in Redis begin with it, so that several clusters can use one Redis
     */
    public Adapter.Factory adapters(String key) {
        return clients -> new RedisAdapter(this, key, clients, newId, Scheduler.SYSTEM, log);
    }

    /** Opens a link and waits until its subscriptions are confirmed. */
    private RedisLink open() throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        RedisLink opened = new RedisLink(connector, own, new RedisLink.Events() {
            @Override
            public void opened(RedisLink opening) {
                subscribable = opening; // first, so that an entry added meanwhile is not missed
                entries.forEach(entry -> opening.subscribe(entry.channels, entry.pattern));
            }

            @Override
            public void ready(RedisLink opening) {
                link = opening;
                ready.countDown();
            }

            @Override
            public void message(String pattern, String channel, byte[] message) {
                received(pattern, channel, message);
            }
        });
        opened.start();
        boolean isReady = false;
        try {
            isReady = ready.await(READY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!isReady || closed) {
                opened.end("it did not confirm the subscriptions within " + READY_TIMEOUT.toSeconds() + " s");
            }
        }
        if (!isReady) {
            throw new IOException(opened.awaitEnd());
        }
        return opened;
    }

    private void supervise(RedisLink first) {
        RedisLink next = first;
        try {
            while (!closed) {
                String cause = next.awaitEnd();
                link = null;
                dropped.addAndGet(next.discard());
                if (!closed) {
                    notices.execute(() -> listener.lost(cause));
                    next = reopen();
                    long count = dropped.getAndSet(0);
                    notices.execute(() -> listener.back(count));
                }
            }
        } catch (InterruptedException _) {
            // closed
        } finally {
            next.end("closed");
        }
    }

    private RedisLink reopen() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Thread.sleep(pause);
            try {
                return open();
            } catch (IOException | RuntimeException _) { // a fault of the library must not end the attempts
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2)
                        : LONGEST_PAUSE;
            }
        }
    }

    private void received(String pattern, String channel, byte[] message) {
        for (Entry entry : entries) {
            if (pattern.isEmpty() ? entry.channels.contains(channel) : entry.pattern.equals(pattern)) {
                try {
                    entry.listener.message(channel, message);
                } catch (RuntimeException e) { // of this message alone
                    log.accept("a message in " + channel + " could not be handled: " + e);
                }
            }
        }
    }

    @Override
    public Subscription subscribe(Set<String> channels, String pattern, Bus.Listener receiver) {
        Entry entry = new Entry(channels, pattern, receiver);
        entries.add(entry);
        onLink(current -> current.subscribe(channels, pattern));
        return () -> {
            entries.remove(entry);
            onLink(current -> {
                if (entries.stream().noneMatch(other -> other.pattern.equals(pattern))) { // not created again meanwhile
                    current.unsubscribe(channels, pattern);
                }
            });
        };
    }

    private void onLink(Consumer<RedisLink> action) {
        subscriptions.execute(() -> {
            RedisLink current = subscribable;
            if (current != null) {
                action.accept(current);
            }
        });
    }

    @Override
    public void publish(String channel, byte[] message) {
        RedisLink current = link;
        if (current == null) {
            dropped.incrementAndGet();
        } else if (!current.offer(channel, message)) {
            dropped.incrementAndGet();
            if (overflowing.compareAndSet(false, true)) {
                notices.execute(listener::overflowed);
            }
        } else if (overflowing.get() && current.isHalfEmpty()) {
            overflowing.set(false); // the next time is worth another word
        }
    }

    @Override
    public int subscribers(String channel) throws IOException {
        RedisLink current = link;
        if (current == null) {
            throw new IOException("the connection to the other servers is lost");
        }
        return current.subscribers(channel);
    }

    @Override
    public void close() {
        closed = true;
        RedisLink current = link;
        link = null;
        if (current != null) {
            current.end("closed");
        }
        supervisor.interrupt();
    }
}
