package netkit.socketio.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections to Redis from their opening to their end: one subscribes, one publishes, one queries. They end together:
 * when one of them fails, or when a message that this server publishes to itself does not come back.
 */
final class RedisLink {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** Without a heartbeat for this long, the link ends. */
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_WAITING_BYTES = 16 << 20;

    /** A message that waits to be published. */
    private record Outgoing(String channel, byte[] message) {}

    /** Receives what happens; called on the link's threads, which must not be blocked. */
    interface Events {
        /** The server takes subscriptions now: they are to be made before this returns. */
        void opened(RedisLink link);

        /** All subscriptions made in {@link #opened} are confirmed. */
        void ready(RedisLink link);

        /** @param pattern of the subscription; empty for one to the channel itself */
        void message(String pattern, String channel, byte[] message);
    }

    private final RedisConnector connector;
    private final String own;
    private final Events events;
    private final RedisConnection subscriber;
    private final RedisConnection publisher;
    private final RedisConnection queries;
    private final BlockingQueue<Outgoing> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Incoming incoming = new Incoming();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<String> cause = new AtomicReference<>();
    private volatile long lastHeard = System.nanoTime();

    /**
     * Opens the connections.
     *
     * @param own the name of a channel that no other server has
     * @throws IOException if there is no Redis, with one line that says what to do
     */
    RedisLink(RedisConnector connector, String own, Events events) throws IOException {
        this.connector = connector;
        this.own = own;
        this.events = events;
        List<RedisConnection> opened = new ArrayList<>();
        try {
            while (opened.size() < 3) {
                opened.add(connector.open());
            }
        } catch (IOException e) {
            opened.forEach(RedisConnection::close);
            throw e;
        }
        subscriber = opened.get(0);
        publisher = opened.get(1);
        queries = opened.get(2);
    }

    void start() {
        Thread.ofVirtual().name("bus subscriber").start(() -> runToEnd(this::receive));
        Thread.ofVirtual().name("bus publisher").start(() -> runToEnd(this::publish));
    }

    private void runToEnd(Runnable work) {
        try {
            work.run();
            end("closed");
        } catch (JedisException e) {
            end(connector.explain(e));
        } catch (Throwable e) {
            end(e.toString());
        }
    }

    private void receive() {
        subscriber.jedis().subscribe(incoming, bytes(own));
    }

    private void publish() {
        long nextHeartbeat = System.nanoTime();
        List<Outgoing> batch = new ArrayList<>();
        while (cause.get() == null) {
            try {
                Outgoing first = waiting.poll(nextHeartbeat - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE - 1);
                    batch.forEach(next -> waitingBytes.addAndGet(-next.message.length));
                }
            } catch (InterruptedException e) {
                throw new JedisException("interrupted", e);
            }
            if (cause.get() != null) {
                return;
            }
            if (System.nanoTime() - nextHeartbeat >= 0) {
                batch.add(new Outgoing(own, new byte[0]));
                nextHeartbeat = System.nanoTime() + HEARTBEAT.toNanos();
            }
            try (Pipeline pipeline = publisher.jedis().pipelined()) {
                batch.forEach(next -> pipeline.publish(bytes(next.channel), next.message));
                pipeline.sync();
            }
            batch.clear();
        }
    }

    /** Adds a message to those that wait to be published; false, with nothing added, if too much waits. Never blocks. */
    boolean offer(String channel, byte[] message) {
        if (waitingBytes.addAndGet(message.length) <= MOST_WAITING_BYTES
                && waiting.offer(new Outgoing(channel, message))) {
            return true;
        }
        waitingBytes.addAndGet(-message.length);
        return false;
    }

    /** Whether less than half of what may wait does so. */
    boolean isHalfEmpty() {
        return waiting.size() < MOST_WAITING / 2 && waitingBytes.get() < MOST_WAITING_BYTES / 2;
    }

    /** Discards the messages that still wait, and returns their number. */
    int discard() {
        List<Outgoing> discarded = new ArrayList<>();
        waiting.drainTo(discarded);
        return discarded.size();
    }

    /** Subscribes to channels and to a pattern. */
    void subscribe(Set<String> channels, String pattern) {
        change(() -> {
            // a server counts as a subscriber to its channels, so it must receive by the pattern before
            incoming.psubscribe(bytes(pattern));
            incoming.subscribe(bytes(channels));
        });
    }

    void unsubscribe(Set<String> channels, String pattern) {
        change(() -> {
            incoming.unsubscribe(bytes(channels));
            incoming.punsubscribe(bytes(pattern));
        });
    }

    private void change(Runnable command) {
        if (cause.get() != null) {
            return;
        }
        try {
            synchronized (incoming) {
                command.run();
            }
        } catch (JedisException e) {
            end(connector.explain(e));
        }
    }

    /** @throws IOException if the link has ended */
    int subscribers(String channel) throws IOException {
        try {
            synchronized (queries) {
                return Math.toIntExact(queries.jedis().pubsubNumSub(channel).get(channel));
            }
        } catch (JedisException e) {
            end(connector.explain(e));
            throw new IOException(connector.explain(e), e);
        }
    }

    /** Closes the connections, if that was not done yet. */
    void end(String why) {
        if (cause.compareAndSet(null, why)) {
            List.of(subscriber, publisher, queries).forEach(RedisConnection::close);
            ended.countDown();
        }
    }

    /** Waits for the end, which comes when the heartbeat stops as well, and returns its cause in one line. */
    String awaitEnd() throws InterruptedException {
        while (!ended.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - lastHeard > SILENCE.toNanos()) {
                end("no heartbeat came back for " + SILENCE.toSeconds() + " s");
            }
        }
        return cause.get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] bytes(Set<String> texts) {
        return texts.stream().map(RedisLink::bytes).toArray(byte[][]::new);
    }

    /** What comes on the subscribing connection, on its thread. */
    private final class Incoming extends BinaryJedisPubSub {
        @Override
        public void onSubscribe(byte[] channel, int subscribed) {
            if (Arrays.equals(channel, bytes(own))) {
                events.opened(RedisLink.this);
                change(() -> psubscribe(bytes(own + "*"))); // confirmed after all that were made before
            }
        }

        @Override
        public void onPSubscribe(byte[] pattern, int subscribed) {
            if (Arrays.equals(pattern, bytes(own + "*"))) {
                lastHeard = System.nanoTime();
                events.ready(RedisLink.this);
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            if (Arrays.equals(channel, bytes(own))) {
                lastHeard = System.nanoTime();
            } else {
                events.message("", new String(channel, StandardCharsets.UTF_8), message);
            }
        }

        @Override
        public void onPMessage(byte[] pattern, byte[] channel, byte[] message) {
            if (!Arrays.equals(channel, bytes(own))) {
                events.message(new String(pattern, StandardCharsets.UTF_8),
                        new String(channel, StandardCharsets.UTF_8),
                        message);
            }
        }
    }
}
