package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.HttpOptions;
import netkit.http.HttpResponse;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.http.QueryString;
import netkit.http.ResponseStream;
import netkit.http.ServerSentEvent;
import netkit.http.Status;
import netkit.net.Endpoint;

/**
 * The link over HTTP alone: a server on the sender's host stores the messages, and the receiver asks for them. What bob
 * sends goes by POST, over a connection of its own.
 *
 * <pre>
 * GET /messages?after=41          the stored messages after the 41st, a line each; 204 if there are none
 * GET /messages?after=41&amp;wait   the same, but the response waits until there is one
 * GET /events                     text/event-stream: retry, and an event for each message, from now on or after
 *                                 Last-Event-ID
 * POST /messages?sender=1&amp;from=7 the 7th message of this sender and the next ones, a line each
 * </pre>
 *
 * <p>Asking for what comes after a message acknowledges it: it is kept until then. A receiver that has lost its place asks
 * without {@code after}, and gets all that is kept.
 */
final class HttpLink implements Link {
    /** How messages get from server to client. */
    enum Push {
        POLLING, LONG_POLLING, EVENTS
    }

    static final String MESSAGES = "/messages";
    static final String EVENTS = "/events";
    static final String AFTER = "after";
    static final String WAIT = "wait";
    static final String SENDER = "sender";
    static final String FROM = "from";
    /** The id of the last message of a response. */
    static final String LAST_ID = "Last-Id";
    /** Shorter than any message. */
    static final String END = "the end";
    /** Within the time that proxies and browsers wait for a response. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

    private static final int PORT = 8080;
    private static final int MAX_CONNECTIONS = 16;
    private static final int NO_NUMBER = -1;
    private static final String TEXT = "text/plain";

    private final LinkContext context;
    private final Push push;
    private final MessageStore store;
    private final HttpServer server;
    /** The id of the last message that each sender has sent. */
    private final Map<String, Long> received = new HashMap<>();
    /** The open event streams, each of which has been sent all events before the next; guarded by itself. */
    private final List<ResponseStream> streams = new ArrayList<>();
    private final ReceivingEnd bob;

    private HttpLink(LinkContext context, Push push) throws IOException {
        this.context = context;
        this.push = push;
        this.store = new MessageStore(context.workload().size());
        Endpoint endpoint = Endpoint.of(new InetSocketAddress(context.alice().address(),
                LinkContext.port(context.alice(), PORT)));
        HttpRoutes routes = new HttpRoutes().at(MESSAGES, this::messages).at(EVENTS, this::events);
        server = context.alice().open(() -> new HttpServer(endpoint, routes, HttpOptions.DEFAULT,
                Optional.empty(), context.limits(MAX_CONNECTIONS), _ -> {}));
        try {
            InetSocketAddress path = context.bed().tcpAddress(context.bob(), server.endpoint().resolve());
            bob = context.bobsEnd(() -> new HttpEnd(context, path, push, false));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    static Link open(LinkContext context, Push push) throws IOException {
        return new HttpLink(context, push);
    }

    // ---- alice

    @Override
    public void send(int number, byte[] message) throws IOException {
        switch (push) {
            case POLLING, LONG_POLLING -> {
                if (!store.offer(number, message.clone())) {
                    throw new IOException("the server has no room for it: the receiver does not ask");
                }
            }
            case EVENTS -> dispatch(number, message.clone());
        }
    }

    /** Stores the event, so that a receiver that reconnects gets it, and sends it to the one that is connected. */
    private void dispatch(int number, byte[] message) {
        synchronized (streams) {
            MessageStore.Stored event = store.push(number, message);
            streams.removeIf(stream -> !sent(stream, event));
        }
    }

    /** Never waits. A stream whose client reads too slowly is aborted: the client reconnects, and gets what is stored. */
    private static boolean sent(ResponseStream stream, MessageStore.Stored event) {
        boolean sent = stream.send(ServerSentEvent
                .message(new String(event.bytes(), StandardCharsets.US_ASCII), "" + event.id()).encode());
        if (!sent) {
            stream.abort();
        }
        return sent;
    }

    private void events(HttpExchange exchange) throws IOException {
        Optional<String> last = exchange.request().headers().first(ServerSentEvent.LAST_EVENT_ID);
        HttpResponse head = HttpResponse.empty(Status.OK,
                Headers.of("Content-Type", ServerSentEvent.CONTENT_TYPE));
        synchronized (streams) {
            long after = last.isPresent() ? id(last.get()) : store.lastId();
            ResponseStream stream = exchange.stream(head, store.capacity());
            exchange.onAbort(() -> {
                synchronized (streams) {
                    streams.remove(stream);
                }
            });
            stream.send(ServerSentEvent.retry(ReconnectingReceiver.RETRY_PAUSE));
            if (store.after(after).stream().allMatch(event -> sent(stream, event))) {
                streams.add(stream);
            }
        }
        bob.connected();
    }

    private void messages(HttpExchange exchange) throws IOException {
        Map<String, String> query = QueryString.decode(exchange.request().query());
        switch (exchange.request().method()) {
            case "GET" -> exchange.respond(next(query));
            case "POST" -> exchange.respond(take(query, exchange.body(Integer.MAX_VALUE)));
            default -> throw new HttpException(Status.METHOD_NOT_ALLOWED, "use GET or POST",
                    Headers.of("Allow", "GET, POST"));
        }
    }

    private HttpResponse next(Map<String, String> query) throws IOException {
        bob.connected();
        long after = query.containsKey(AFTER) ? id(query.get(AFTER)) : MessageStore.NONE;
        acknowledge(store.forgetTo(after), context.acknowledged());
        List<MessageStore.Stored> next = query.containsKey(WAIT) ? await(after) : store.after(after);
        return next.isEmpty() ? HttpResponse.empty(Status.NO_CONTENT, Headers.NONE)
                : new HttpResponse(Status.OK, Headers.of(LAST_ID, "" + next.getLast().id()), TEXT,
                        lines(next));
    }

    private List<MessageStore.Stored> await(long after) throws IOException {
        try {
            return store.awaitAfter(after, LONGEST_WAIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a message");
        }
    }

    static void acknowledge(List<MessageStore.Stored> messages, IntConsumer acknowledged) {
        messages.stream().mapToInt(MessageStore.Stored::number).filter(number -> number != NO_NUMBER)
                .forEach(acknowledged);
    }

    /** Returns the body with these messages. */
    static byte[] lines(List<MessageStore.Stored> messages) {
        return messages.stream().map(one -> new String(one.bytes(), StandardCharsets.US_ASCII) + "\n")
                .collect(Collectors.joining()).getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 9110 §9.2.2: a POST is not idempotent, but this one is: a sender that repeats it names the same ids. */
    private HttpResponse take(Map<String, String> query, byte[] body) throws HttpException {
        Inbox inbox = context.back().orElseThrow(() -> new HttpException(Status.METHOD_NOT_ALLOWED,
                "nothing is expected here", Headers.of("Allow", "GET"))).alice();
        long id = id(query.getOrDefault(FROM, ""));
        for (String line : new String(body, StandardCharsets.US_ASCII).lines().toList()) {
            if (isNew(query.getOrDefault(SENDER, ""), id++)) {
                byte[] message = line.getBytes(StandardCharsets.US_ASCII);
                inbox.take(message, 0, message.length, true);
            }
        }
        return HttpResponse.empty(Status.NO_CONTENT, Headers.NONE);
    }

    private synchronized boolean isNew(String sender, long id) {
        boolean isNew = id > received.getOrDefault(sender, MessageStore.NONE);
        if (isNew) {
            received.put(sender, id);
        }
        return isNew;
    }

    private static long id(String text) throws HttpException {
        if (!text.matches("\\d{1,18}")) {
            throw new HttpException(Status.BAD_REQUEST, "an id is a number");
        }
        return Long.parseLong(text);
    }

    @Override
    public List<InetSocketAddress> addresses() throws IOException {
        return List.of(server.endpoint().resolve());
    }

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        return bob.start(inbox);
    }

    // ---- the end

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        bob.awaitSent(atMost);
        send(NO_NUMBER, END.getBytes(StandardCharsets.US_ASCII));
        bob.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
    }

    @Override
    public void close() throws IOException {
        bob.kill();
        store.close();
        server.close();
    }
}
