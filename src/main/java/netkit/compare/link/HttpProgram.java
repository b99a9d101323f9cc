package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import netkit.compare.ledger.Workload;
import netkit.compare.link.HttpLink.Push;
import netkit.http.EventStreamDecoder;
import netkit.http.Headers;
import netkit.http.HttpClient;
import netkit.http.QueryString;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.http.ResponseReader;
import netkit.http.ServerSentEvent;
import netkit.http.Status;
import netkit.net.Endpoint;

/**
 * One run of the receiving program over HTTP: it asks for messages over one connection, and sends its own over another. A
 * program that leaves has stored its place, from which the next run goes on; a killed one has not.
 */
final class HttpProgram implements ReconnectingReceiver.Session, Link.Receiver {
    /**
     * Where a program is in both directions.
     *
     * @param received id of the last message that it has processed; empty if it has lost its place
     * @param sender the name under which it sends
     * @param outbox what it has sent and the server has not acknowledged
     */
    record Place(OptionalLong received, int sender, MessageStore outbox) {
        static Place first(LinkContext context) {
            return new Place(OptionalLong.empty(), 1, new MessageStore(context.workload().size()));
        }

        private Place lost(LinkContext context) {
            return new Place(OptionalLong.empty(), sender + 1, new MessageStore(context.workload().size()));
        }
    }

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    /** How often the sending thread checks whether to stop. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    /** An event stream may be silent for longer than any trial lasts. */
    private static final Duration SILENCE = Duration.ofDays(1);
    private static final byte[] NO_BODY = {};

    private final LinkContext context;
    private final InetSocketAddress server;
    private final Push push;
    private final Inbox inbox;
    private final Place start;
    private final ReconnectingReceiver program;
    private final Thread poster = Thread.ofVirtual().name("post http").unstarted(this::sendAll);
    private volatile OptionalLong received;
    private volatile boolean killed;
    // Only for the thread that receives.
    private boolean crashing;
    /** WHATWG HTML §9.2.2: the reconnection time, which the event stream sets. */
    private Duration retry = ReconnectingReceiver.RETRY_PAUSE;

    HttpProgram(LinkContext context, InetSocketAddress server, Push push, Inbox inbox, Place start) {
        this.context = context;
        this.server = server;
        this.push = push;
        this.inbox = inbox;
        this.start = start;
        this.received = start.received;
        this.program = new ReconnectingReceiver("ask http", context.receiverSockets(), this);
    }

    void start(boolean isFirst) throws IOException {
        if (context.back().isPresent()) {
            poster.start();
        }
        program.start(isFirst);
    }

    /** Records that the server has received a request. */
    void connected() {
        program.connected();
    }

    /** Returns where the next run begins. */
    Place place() {
        return killed ? start.lost(context) : new Place(received, start.sender, start.outbox);
    }

    // ---- receiving

    @Override
    public boolean run(ReconnectingReceiver running) throws IOException, InterruptedException {
        try (HttpClient client = client()) {
            return switch (push) {
                case POLLING -> poll(client);
                case LONG_POLLING -> longPoll(client);
                case EVENTS -> readEvents(client);
            };
        }
    }

    private HttpClient client() {
        return new HttpClient(this::dial, Integer.MAX_VALUE);
    }

    private Socket dial() throws IOException {
        Socket socket = program.sockets().createSocket();
        socket.setTcpNoDelay(true);
        socket.connect(server, (int) program.timeout().toMillis());
        return socket;
    }

    private boolean poll(HttpClient client) throws IOException, InterruptedException {
        long next = System.nanoTime();
        while (!ask(client, false)) {
            holdIfCrashing();
            next = Math.max(next + context.pollEvery().toNanos(), System.nanoTime());
            Thread.sleep(Duration.ofNanos(next - System.nanoTime()));
            requireRunning();
        }
        return true;
    }

    private boolean longPoll(HttpClient client) throws IOException, InterruptedException {
        while (!ask(client, true)) {
            holdIfCrashing();
            requireRunning();
        }
        return true;
    }

    @Override
    public Duration retryPause() {
        return retry;
    }

    /** WHATWG HTML §9.2.3. */
    private boolean readEvents(HttpClient client) throws IOException {
        String last = received.isPresent() ? "" + received.getAsLong() : "";
        Headers headers = headers().with("Accept", ServerSentEvent.CONTENT_TYPE);
        ResponseReader response = client.open(
                new RequestHead("GET", HttpLink.EVENTS, "HTTP/1.1",
                        last.isEmpty() ? headers : headers.with(ServerSentEvent.LAST_EVENT_ID, last)),
                NO_BODY, RESPONSE_TIMEOUT);
        requireStatus(response.head(), Status.OK);
        EventStreamDecoder decoder = new EventStreamDecoder(last, 2 * Workload.MAX_SIZE);
        List<ServerSentEvent> events = new ArrayList<>();
        byte[] piece = response.next(SILENCE);
        while (piece.length > 0) {
            decoder.feed(piece, 0, piece.length, events::add);
            retry = decoder.retry().orElse(retry);
            for (ServerSentEvent event : events) {
                if (event.data().equals(HttpLink.END)) {
                    return true;
                }
                take(event.data(), Long.parseLong(event.id()));
            }
            events.clear();
            piece = response.next(SILENCE);
        }
        return false;
    }

    private void requireRunning() throws IOException {
        if (program.isStopped()) {
            throw new IOException("the program has ended");
        }
    }

    /** @return whether the response had the end */
    private boolean ask(HttpClient client, boolean waits) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        received.ifPresent(id -> query.put(HttpLink.AFTER, "" + id));
        if (waits) {
            query.put(HttpLink.WAIT, "1");
        }
        HttpClient.Response response = client.send(request("GET", query, NO_BODY), NO_BODY,
                RESPONSE_TIMEOUT.plus(HttpLink.LONGEST_WAIT));
        if (response.head().status() == Status.NO_CONTENT.code()) {
            return false;
        }
        requireStatus(response.head(), Status.OK);
        List<String> lines = new String(response.body(), StandardCharsets.US_ASCII).lines().toList();
        long id = Long.parseLong(response.head().headers().first(HttpLink.LAST_ID).orElse("0"))
                - lines.size();
        for (String line : lines) {
            id++;
            if (line.equals(HttpLink.END)) {
                received = OptionalLong.of(id);
                ask(client, false); // which acknowledges everything
                return true;
            }
            take(line, id);
        }
        return false;
    }

    private void take(String text, long id) {
        byte[] message = text.getBytes(StandardCharsets.US_ASCII);
        switch (inbox.take(message, 0, message.length, true)) {
            case ACKNOWLEDGE -> received = OptionalLong.of(id);
            case NONE -> crashing = true;
        }
    }

    /** A program that crashes or has ended asks no more, since it has not processed what it has received. */
    private void holdIfCrashing() throws InterruptedException {
        while (crashing && !program.isStopped()) {
            Thread.sleep(ReconnectingReceiver.RETRY_PAUSE);
        }
    }

    private static void requireStatus(ResponseHead response, Status status) throws IOException {
        if (response.status() != status.code()) {
            throw new IOException("the server responded " + response.status());
        }
    }

    private Headers headers() {
        // RFC 9110 §10.1.5: a client should name itself in each request
        return Headers.of("Host", Endpoint.of(server).toString(), "User-Agent", "netkit");
    }

    private RequestHead request(String method, Map<String, String> query, byte[] body) {
        Headers headers = headers();
        if (method.equals("POST")) {
            headers = headers.with("Content-Type", "text/plain").with("Content-Length", "" + body.length);
        }
        String parameters = QueryString.encode(query);
        return new RequestHead(method, HttpLink.MESSAGES + (parameters.isEmpty() ? "" : "?" + parameters),
                "HTTP/1.1", headers);
    }

    // ---- sending

    /** What it sends waits until there is a connection. */
    @Override
    public boolean canSend() {
        return true;
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        if (!start.outbox.offer(number, message.clone())) {
            throw new IOException("the program has no room for it: the server does not respond");
        }
    }

    /** One POST after the other, each with all that waits by then. */
    private void sendAll() {
        try (HttpClient client = client()) {
            while (!program.isStopped()) {
                List<MessageStore.Stored> next = start.outbox.awaitAfter(MessageStore.NONE, CHECK_INTERVAL);
                if (!next.isEmpty() && !post(client, next)) {
                    Thread.sleep(ReconnectingReceiver.RETRY_PAUSE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the server has acknowledged the messages */
    private boolean post(HttpClient client, List<MessageStore.Stored> messages) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put(HttpLink.SENDER, "" + start.sender);
        query.put(HttpLink.FROM, "" + messages.getFirst().id());
        byte[] body = HttpLink.lines(messages);
        try {
            requireStatus(client.send(request("POST", query, body), body, RESPONSE_TIMEOUT).head(),
                    Status.NO_CONTENT);
        } catch (IOException _) {
            return false; // it is sent again
        }
        HttpLink.acknowledge(start.outbox.forgetTo(messages.getLast().id()),
                context.back().orElseThrow().acknowledged());
        return true;
    }

    boolean isStopped() {
        return program.isStopped();
    }

    /** Waits until the server has acknowledged everything, or the program is stopped. */
    void awaitSent(Duration atMost) throws IOException, InterruptedException {
        if (!program.isStopped() && !start.outbox.awaitEmpty(atMost)) {
            throw new IOException("not everything that bob sent was acknowledged within " + atMost.toSeconds()
                    + " s");
        }
    }

    void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        program.awaitEnd(atMost);
    }

    // ---- the end

    @Override
    public void quit() {
        program.quit();
        poster.interrupt();
    }

    @Override
    public void kill() {
        killed = true;
        program.kill();
        poster.interrupt();
    }

    @Override
    public void reset() {
        program.reset();
    }
}
