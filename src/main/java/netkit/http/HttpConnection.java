package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import netkit.net.Deadline;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;
import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.Sockets;
import netkit.net.Tls;

/**
 * One connection of an HTTP server: reads requests one after the other and responds to each before the next (RFC 9112
 * §9.3). It reads while a response is pending, to notice at once that the client has closed.
 */
final class HttpConnection {
    /** Largest body that is read and discarded, so that the connection can be kept; bytes. */
    private static final int MAX_DISCARDED = 64 * 1024;
    /** The longest time without progress in writing a response. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(5);

    private final Socket socket;
    private final Endpoint peer;
    private final HttpOptions options;
    private final MemoryBudget.Account memory;
    private final HttpReader reader;
    private final RefusalLog refusals;
    private OutboundQueue queue;
    private volatile Thread thread;
    private volatile HttpExchange current;

    HttpConnection(Socket socket, HttpOptions options, MemoryBudget budget, RefusalLog refusals) {
        this.socket = socket;
        this.peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
        this.options = options;
        this.memory = budget.open(this::evicted);
        this.reader = new HttpReader(socket, options.head(), memory);
        this.refusals = refusals;
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

    MemoryBudget.Account memory() {
        return memory;
    }

    /** Called by another thread: this connection holds most of the memory. */
    private void evicted() {
        HttpExchange exchange = current;
        HttpResponse noMemory = HttpResponse.text(Status.SERVICE_UNAVAILABLE, Headers.NONE,
                HttpReader.NO_MEMORY);
        if (exchange == null || !exchange.respondAndClose(noMemory)) {
            abort(); // a response has begun
        }
    }

    HttpReader reader() {
        return reader;
    }

    /** Serves requests until the connection ends, or one is taken over; returns what serves it then. */
    Listener.Step serve(HttpHandler handler) throws IOException {
        thread = Thread.currentThread();
        try {
            Duration headTimeout = secure();
            do {
                serveOne(handler, headTimeout);
                headTimeout = options.headTimeout();
                if (current.successor() != null) {
                    return current.successor();
                }
            } while (awaitNext(current));
        } catch (SSLException e) {
            refusals.refused(peer, "TLS handshake failed", ": " + Tls.reason(e));
        } catch (EOFException _) {
            // the client probed the port, or closed in the middle of a request
        } catch (SocketException e) {
            if (!socket.isClosed()) {
                throw e;
            } // else it was closed here
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (current != null) {
                current.ended();
            }
            if (current == null || current.successor() == null) {
                memory.close();
            }
        }
        return null;
    }

    /** Performs the TLS handshake, if there is one; returns the rest of the time for the first head. */
    private Duration secure() throws IOException {
        if (!(socket instanceof SSLSocket secured)) {
            return options.headTimeout();
        }
        long start = System.nanoTime();
        try (Deadline _ = new Deadline(socket, options.headTimeout())) {
            secured.startHandshake();
        } catch (IOException e) {
            // without TLS there can be no response
            Duration spent = Duration.ofNanos(System.nanoTime() - start);
            if (spent.compareTo(options.headTimeout()) < 0) {
                throw e;
            }
            throw new SSLException("it was not complete within " + options.headTimeout().toMillis() + " ms");
        }
        return options.headTimeout().minusNanos(System.nanoTime() - start);
    }

    private void serveOne(HttpHandler handler, Duration headTimeout)
            throws IOException, InterruptedException {
        HttpExchange exchange = null;
        try {
            RequestHead head = reader.request(headTimeout);
            exchange = new HttpExchange(this, head);
            current = exchange;
            options.origins().check(head, socket.getLocalPort());
            exchange.checkBody(MAX_DISCARDED);
            handler.handle(exchange);
        } catch (HttpException e) {
            refusals.refused(peer, Integer.toString(e.status().code()), ", " + e.getMessage());
            refuse(exchange, HttpResponse.text(e.status(), e.headers(), e.getMessage()));
        } finally {
            if (exchange != null) {
                exchange.releaseBody();
            }
        }
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
            // RFC 9112 §9.3.2: pipelined requests get their responses in order
            more = exchange.awaitFinished() && queue().awaitWritten(NO_PROGRESS) && !exchange.isEnding();
        }
        if (!more && exchange.isFinished()) {
            end();
        }
        return more;
    }

    private boolean awaitInput(HttpExchange exchange) throws IOException {
        while (true) {
            try {
                return reader.awaitInput(options.idleTimeout());
            } catch (SocketTimeoutException _) {
                if (exchange.isFinished()
                        && System.nanoTime() - exchange.finishedAt() >= options.idleTimeout().toNanos()) {
                    return false;
                }
            } catch (SocketException _) {
                return false; // the client has reset the connection
            }
        }
    }

    /** Delivers the last response: closing with unread input would send RST, which can destroy it (RFC 9112 §9.6). */
    private void end() throws InterruptedException {
        try {
            if (queue().awaitWritten(NO_PROGRESS)) {
                socket.shutdownOutput();
                Sockets.discardInput(Scheduler.SYSTEM, socket, options.closeTimeout());
            }
        } catch (IOException _) {
            // the response had its time
        }
        Sockets.closeAtOnce(socket);
    }

    /** Closes after the last response, which another thread has sent while the reading thread may be waiting for input. */
    void ending() {
        if (Thread.currentThread() != thread) {
            Thread.ofVirtual().name("close").start(() -> {
                try {
                    end();
                } catch (InterruptedException _) {
                    Sockets.closeAtOnce(socket);
                }
            });
        }
    }

    /** Waits until the responses are handed to the kernel. */
    boolean awaitWritten(Duration stall) throws InterruptedException {
        OutboundQueue responses;
        synchronized (this) {
            responses = queue;
        }
        return responses == null || responses.awaitWritten(stall);
    }

    void abort() {
        Sockets.closeAtOnce(socket);
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.connectionBroken();
        }
    }

    void send(byte[] bytes) {
        queue().offer(bytes);
    }

    /** Returns the queue of the responses, for one that grows. */
    OutboundQueue responses() {
        return queue();
    }

    /** Created on first use: a WebSocket connection has a queue of its own. */
    private synchronized OutboundQueue queue() {
        if (queue == null) {
            try {
                queue = new OutboundQueue(socket.getOutputStream(), Integer.MAX_VALUE, memory,
                        _ -> abort());
            } catch (IOException e) {
                queue = new OutboundQueue(OutputStream.nullOutputStream(), 0, _ -> {}); // the client has closed
            }
        }
        return queue;
    }
}
