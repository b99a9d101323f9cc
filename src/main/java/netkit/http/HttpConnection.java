package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import netkit.net.Deadline;
import netkit.net.Endpoint;
import netkit.net.OutboundQueue;
import netkit.net.Tls;

/**
 * One connection of a server: reads request after request and has each responded before the next (RFC 9112 §9.3). While an
 * answer is awaited it listens on, to learn at once when the client has gone.
 */
final class HttpConnection {
    /** A body nobody asked for is read up to this size, so that the connection can be kept. */
    private static final int MAX_IGNORED = 64 * 1024;
    /** How long an answer may make no progress at all. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(5);

    private final Socket socket;
    private final Endpoint peer;
    private final HttpOptions options;
    private final HttpReader reader;
    private final Consumer<String> log;
    private OutboundQueue queue;
    private volatile Thread thread;
    private volatile HttpExchange current;

    HttpConnection(Socket socket, HttpOptions options, Consumer<String> log) {
        this.socket = socket;
        this.peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
        this.options = options;
        this.reader = new HttpReader(socket, options.head());
        this.log = log;
    }

    Socket socket() {
        return socket;
    }

    Endpoint peer() {
        return peer;
    }

    HttpOptions options() {
        return options;
    }

    HttpReader reader() {
        return reader;
    }

    /** Serves until the connection is over. */
    void serve(HttpHandler handler) throws IOException {
        thread = Thread.currentThread();
        try {
            while (serveOne(handler) && awaitNext(current)) {
                // and the next
            }
        } catch (SSLException e) {
            log.accept("refused " + peer + ": no TLS, " + Tls.reason(e));
        } catch (EOFException _) {
            // it only looked whether somebody is there, or left in the middle
        } catch (SocketException e) {
            if (!socket.isClosed()) {
                throw e;
            } // else it was broken off here, on purpose
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (current != null) {
                current.ended();
            }
        }
    }

    private boolean serveOne(HttpHandler handler) throws IOException, InterruptedException {
        HttpExchange exchange = null;
        try {
            RequestHead head = reader.request(options.headTimeout());
            exchange = new HttpExchange(this, head);
            current = exchange;
            handler.handle(exchange);
            if (exchange.isTakenOver()) {
                return false;
            }
            exchange.finishBody(MAX_IGNORED);
        } catch (HttpException e) {
            log.accept("refused " + peer + ": " + e.status().code() + ", " + e.getMessage());
            refuse(exchange, HttpResponse.text(e.status(), e.headers(), e.getMessage()));
        }
        return true;
    }

    private void refuse(HttpExchange exchange, HttpResponse page) {
        if (exchange != null) {
            exchange.respondAndClose(page);
        } else {
            current = new HttpExchange(this, new RequestHead("GET", "/", "HTTP/1.0", Headers.NONE));
            current.respond(page);
        }
    }

    /** @return whether a further request has begun to arrive */
    private boolean awaitNext(HttpExchange exchange) throws IOException, InterruptedException {
        boolean more = !exchange.isEnding() && awaitInput(exchange);
        if (more) {
            exchange.awaitResponse(); // a client that does not wait gets its answers in order all the same
            more = queue().awaitWritten(NO_PROGRESS) && !exchange.isEnding();
        }
        if (!more && exchange.isResponded()) {
            end();
        }
        return more;
    }

    private boolean awaitInput(HttpExchange exchange) throws IOException {
        while (true) {
            try {
                return reader.awaitInput(options.idleTimeout());
            } catch (SocketTimeoutException _) {
                if (exchange.isResponded()
                        && System.nanoTime() - exchange.respondedAt() >= options.idleTimeout().toNanos()) {
                    return false;
                }
            } catch (SocketException _) {
                return false; // the client has gone, and did not say goodbye
            }
        }
    }

    /** Lets the last answer out: closing with input unread would answer with RST, which can destroy it. */
    private void end() throws InterruptedException {
        try {
            if (queue().awaitWritten(NO_PROGRESS)) {
                socket.shutdownOutput();
                socket.setSoTimeout(0);
                try (Deadline _ = new Deadline(socket, options.closeTimeout())) {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException _) {
            // the answer has had its time
        }
        Deadline.closeAtOnce(socket);
    }

    /** Some thread has given the last answer there will be; the one that reads may be waiting for more. */
    void ending() {
        if (Thread.currentThread() != thread) {
            Thread.ofVirtual().name("close").start(() -> {
                try {
                    end();
                } catch (InterruptedException _) {
                    Deadline.closeAtOnce(socket);
                }
            });
        }
    }

    /** Waits until what was answered is with the kernel. */
    boolean awaitWritten(Duration patience) throws InterruptedException {
        OutboundQueue answers;
        synchronized (this) {
            answers = queue;
        }
        return answers == null || answers.awaitWritten(patience);
    }

    void abort() {
        Deadline.closeAtOnce(socket);
    }

    void send(byte[] bytes) {
        queue().offer(bytes);
    }

    /** Made when it is needed: a WebSocket connection has one of its own. */
    private synchronized OutboundQueue queue() {
        if (queue == null) {
            try {
                queue = new OutboundQueue(socket.getOutputStream(), Integer.MAX_VALUE, _ -> abort());
            } catch (IOException e) {
                queue = new OutboundQueue(OutputStream.nullOutputStream(), 0, _ -> {}); // the client has gone
            }
        }
        return queue;
    }
}
