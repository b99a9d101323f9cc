package netkit.lesson.judge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A bus of lines, as Redis is one: what a connection publishes goes to all that are subscribed, its own included, and
 * nothing is kept. A connection sends {@code SUBSCRIBE CHANNEL} and {@code PUBLISH CHANNEL TEXT}, and receives
 * {@code MESSAGE CHANNEL TEXT}, each with a line feed.
 */
final class LineBus implements AutoCloseable {
    private static final String NAME = "bus";
    private static final int BACKLOG = 50;
    /** Bytes; small, so that a publisher soon feels that the bus does not read. */
    private static final int RECEIVE_BUFFER = 64 * 1024;
    private static final int MAX_LINE = 1 << 20;
    private static final Duration RETRY = Duration.ofMillis(20);
    /** How long a socket that is closed may hold the port: a process that is being started inherits it. */
    private static final Duration HELD = Duration.ofSeconds(5);

    private final Events events;
    private final Ladder ladder;
    private final int port;
    // Guarded by events:
    private ServerSocket listener;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean stalled;
    private boolean closed;
    private int published;
    private String unknown = "";

    LineBus(Events events, Ladder ladder) throws IOException {
        this.events = events;
        this.ladder = ladder;
        listener = JudgePorts.listen(RECEIVE_BUFFER, BACKLOG);
        port = listener.getLocalPort();
        serve(listener);
    }

    /** One connection of a server to the bus. */
    private static final class Connection {
        private final Socket socket;
        /** Writes, so that one that does not read holds no other up. */
        private final ExecutorService sender = Executors
                .newSingleThreadExecutor(Thread.ofVirtual().factory());
        private final Set<String> channels = new LinkedHashSet<>();

        Connection(Socket socket) {
            this.socket = socket;
        }
    }

    int port() {
        return port;
    }

    /** Returns how many connections are open. */
    int connections() {
        synchronized (events) {
            return connections.size();
        }
    }

    int subscribers(String channel) {
        synchronized (events) {
            return (int) connections.stream().filter(one -> one.channels.contains(channel)).count();
        }
    }

    /** Returns a channel to which a connection is subscribed, other than this one. */
    Optional<String> otherChannel(String channel) {
        synchronized (events) {
            return connections.stream().flatMap(one -> one.channels.stream())
                    .filter(name -> !name.equals(channel)).findFirst();
        }
    }

    /** Returns how many messages have been published. */
    int published() {
        synchronized (events) {
            return published;
        }
    }

    /** Returns the last line that the bus does not know; empty if there is none. */
    String unknown() {
        synchronized (events) {
            return unknown;
        }
    }

    void stall(boolean on) {
        events.change(() -> stalled = on);
    }

    /** Closes all connections, and accepts no more. */
    void stop() throws IOException {
        List<Connection> open;
        synchronized (events) {
            open = new ArrayList<>(connections);
            listener.close();
        }
        for (Connection one : open) {
            one.socket.close();
        }
    }

    /** @throws InconclusiveException if another program has taken the port */
    void start() throws IOException, InconclusiveException, InterruptedException {
        long until = System.nanoTime() + HELD.toNanos();
        while (true) {
            try {
                ServerSocket again = JudgePorts.listen("127.0.0.1", port, RECEIVE_BUFFER, BACKLOG);
                synchronized (events) {
                    listener = again;
                }
                serve(again);
                return;
            } catch (BindException _) {
                if (System.nanoTime() > until) {
                    throw new InconclusiveException("another program has taken port " + port + " of the bus");
                }
                Thread.sleep(RETRY);
            }
        }
    }

    private void serve(ServerSocket from) {
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Connection connection = new Connection(from.accept());
                    events.change(() -> {
                        connections.add(connection);
                        ladder.event("the program connects to the bus");
                    });
                    Thread.startVirtualThread(() -> read(connection));
                }
            } catch (IOException _) {
                // it has stopped
            }
        });
    }

    private void read(Connection from) {
        try (Socket _ = from.socket; InputStream in = new BufferedInputStream(from.socket.getInputStream())) {
            for (Optional<String> line; (line = line(in)).isPresent();) {
                carry(from, line.get());
            }
        } catch (IOException | InterruptedException _) {
            // it is gone
        } finally {
            from.sender.shutdownNow();
            events.change(() -> {
                connections.remove(from);
                ladder.event("a connection to the bus ends");
            });
        }
    }

    private Optional<String> line(InputStream in) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0 || line.size() > MAX_LINE) {
                return Optional.empty();
            }
            if (next == '\n') {
                awaitReading(); // what came while it stalled is seen later
                return Optional.of(line.toString(StandardCharsets.ISO_8859_1).replaceFirst("\r$", ""));
            }
            line.write(next);
        }
    }

    private void awaitReading() throws InterruptedException {
        synchronized (events) {
            while (stalled && !closed) {
                events.wait();
            }
        }
    }

    private void carry(Connection from, String line) {
        byte[] shown = bytes(line + "\n");
        String[] words = line.split(" ", 3);
        events.change(() -> {
            ladder.received(NAME, shown, 0, shown.length);
            if (words.length == 2 && words[0].equals("SUBSCRIBE")) {
                from.channels.add(words[1]);
            } else if (words.length == 3 && words[0].equals("PUBLISH")) {
                published++;
                connections.stream().filter(one -> one.channels.contains(words[1]))
                        .forEach(one -> send(one, "MESSAGE " + words[1] + " " + words[2]));
            } else {
                unknown = line;
            }
        });
    }

    /** Never blocks. */
    private static void send(Connection to, String line) {
        try {
            to.sender.execute(() -> {
                try {
                    to.socket.getOutputStream().write(bytes(line + "\n"));
                } catch (IOException _) {
                    // its reader sees the end
                }
            });
        } catch (RejectedExecutionException _) {
            // it has just gone
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        events.change(() -> closed = true);
        stop();
    }
}
