package netkit.cli.ws;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.chat.ChatLine;
import netkit.chat.ChatMember;
import netkit.http.EventBuffer;
import netkit.http.Headers;
import netkit.http.HttpExchange;
import netkit.http.HttpResponse;
import netkit.http.ResponseStream;
import netkit.http.ServerSentEvent;
import netkit.http.Status;
import netkit.net.Backpressure;
import netkit.net.MemoryBudget;
import netkit.net.Scheduler;

/**
 * A member of the chat over HTTP: its lines are the events of a buffer, sent to the request that waits for them. Between
 * two requests the member stays in the chat for a limited time, so that a client that has lost its connection, or has got
 * the response to its poll, misses nothing. Thread-safe.
 */
public final class PushMember implements ChatMember.Channel {
    /** WHATWG HTML §9.2.7: a comment every 15 seconds or so keeps proxies from closing the connection. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    static final Duration RETRY = Duration.ofSeconds(2);
    private static final byte[] HEARTBEAT_COMMENT = ServerSentEvent.comment("heartbeat");

    /**
     * What all members share.
     *
     * @param backlog most bytes queued for a slow member before its connection is closed; half of it is kept of a member's
     *        last lines
     * @param pollTimeout time that a poll waits for a line
     * @param resumeTimeout time that a member stays without a request
     */
    public record Settings(int backlog, Duration pollTimeout, Duration resumeTimeout, Backpressure pressure,
            Scheduler scheduler) {}

    /** The request that waits for lines. */
    private interface Receiver {
        void event(ServerSentEvent event);

        /** There will be no more lines, or another request waits for them. */
        void close();
    }

    /** What has the member. */
    interface Owner {
        /** Called with locks held when the member has its last line: must only add to a queue. */
        void ended();

        /**
         * Called on a thread of its own when no request has come for the resume timeout.
         *
         * @param afterEnd whether the member had its last line
         */
        void expired(boolean afterEnd);
    }

    private final Settings settings;
    private final MemoryBudget.Account memory;
    private final Owner owner;
    // All that follows is guarded by this.
    private final EventBuffer buffer;
    /** Null between two requests. */
    private Receiver receiver;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private boolean unattended;
    private boolean ended;
    private boolean expired;

    /**
     * @param token the session's, which cannot be guessed
     * @param memory what is kept for later; the oldest lines are dropped when the budget allows no more
     */
    PushMember(String token, Settings settings, MemoryBudget.Account memory, Owner owner) {
        this.settings = settings;
        this.memory = memory;
        this.owner = owner;
        this.buffer = new EventBuffer(token, settings.backlog() / 2);
    }

    @Override
    public synchronized void line(ChatLine line) {
        if (ended) {
            return;
        }
        ServerSentEvent event = buffer.add(ServerSentEvent.MESSAGE, line.toString());
        while (!memory.keep(buffer.bytes()) && buffer.dropOldest()) {
            // the next oldest, then
        }
        if (receiver != null) {
            receiver.event(event);
        }
    }

    @Override
    public synchronized void end(ChatLine lastLine) {
        if (ended) {
            return;
        }
        line(lastLine);
        ended = true;
        owner.ended();
        if (receiver != null) {
            receiver.close();
            awaitRequest();
        }
    }

    /** Returns whether a further request may wait for lines; the caller makes one of the two that follow. */
    synchronized boolean claim() {
        unattended = false;
        return !expired;
    }

    /** Sends the lines after that event, and each further one, in the response to a request for an event stream. */
    synchronized void stream(HttpExchange exchange, String lastEventId, Headers headers) {
        EventBuffer.Missed missed = replaceReceiver(lastEventId);
        if (ended && missed.events().isEmpty()) {
            exchange.respond(HttpResponse.empty(Status.NO_CONTENT, headers)); // §9.2.3: do not reconnect
            awaitRequest();
            return;
        }
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(ServerSentEvent.retry(RETRY));
        if (missed.lost() > 0) {
            first.writeBytes(ServerSentEvent.message(lostLine(missed), "").encode());
        }
        missed.events().forEach(event -> first.writeBytes(event.encode()));
        ResponseStream stream = exchange.stream(PushRoutes.eventStream(headers), settings.backlog());
        StreamReceiver streaming = new StreamReceiver(stream);
        receiver = streaming;
        exchange.onAbort(() -> lost(streaming));
        streaming.send(first.toByteArray());
        if (ended) {
            stream.close();
            awaitRequest();
        } else if (receiver == streaming) {
            streaming.beat();
        }
    }

    /** Responds with the lines after that event, as soon as there is one. */
    synchronized void poll(HttpExchange exchange, String lastEventId, Headers headers) {
        EventBuffer.Missed missed = replaceReceiver(lastEventId);
        if (!missed.events().isEmpty() || missed.lost() > 0 || ended) {
            respond(exchange, missed, headers);
            awaitRequest();
            return;
        }
        Receiver waiting = new Receiver() {
            @Override
            public void event(ServerSentEvent event) {
                respond(exchange, new EventBuffer.Missed(List.of(event), 0, true), headers);
                awaitRequest();
            }

            @Override
            public void close() {
                respond(exchange, new EventBuffer.Missed(List.of(), 0, true), headers);
            }
        };
        receiver = waiting;
        exchange.onAbort(() -> lost(waiting));
        timer = settings.scheduler().after(settings.pollTimeout(), () -> timedOut(waiting));
    }

    private synchronized void timedOut(Receiver waiting) {
        if (receiver == waiting) {
            waiting.close();
            awaitRequest();
        }
    }

    private void respond(HttpExchange exchange, EventBuffer.Missed lines, Headers headers) {
        Headers next = ended ? headers
                : headers.with("Link", "</poll?after=" + buffer.lastId() + ">; rel=\"next\""); // RFC 8288
        Stream<String> lost = lines.lost() > 0 ? Stream.of(lostLine(lines)) : Stream.of();
        String text = Stream.concat(lost, lines.events().stream().map(ServerSentEvent::data))
                .collect(Collectors.joining("\n"));
        exchange.respond(text.isEmpty() ? HttpResponse.empty(Status.NO_CONTENT, next)
                : HttpResponse.text(Status.OK, next, text));
    }

    private String lostLine(EventBuffer.Missed missed) {
        return "! " + missed.lost() + (missed.lost() == 1 ? " line is" : " lines are")
                + " lost: the server keeps the last " + settings.backlog() / 2 + " bytes of what you miss";
    }

    private EventBuffer.Missed replaceReceiver(String lastEventId) {
        timer.cancel();
        if (receiver != null) {
            receiver.close(); // its client has lost that connection, most likely
            receiver = null;
        }
        return buffer.after(lastEventId);
    }

    private synchronized void lost(Receiver lost) {
        if (receiver == lost) {
            awaitRequest();
        }
    }

    /** Lets the member stay for the resume timeout. */
    private void awaitRequest() {
        receiver = null;
        unattended = true;
        timer.cancel();
        timer = settings.scheduler().after(settings.resumeTimeout(), this::expire);
    }

    private synchronized void expire() {
        if (unattended && !expired) {
            boolean afterEnd = ended;
            release();
            // the chat's locks are taken before this one
            Thread.ofVirtual().name("leave").start(() -> owner.expired(afterEnd));
        }
    }

    /** Forgets the lines of a member that leaves. */
    synchronized void release() {
        expired = true;
        ended = true;
        timer.cancel();
        while (buffer.dropOldest()) {
            // each of them
        }
        memory.close();
    }

    /** A response that grows. */
    private final class StreamReceiver implements Receiver {
        private final ResponseStream stream;

        StreamReceiver(ResponseStream stream) {
            this.stream = stream;
        }

        @Override
        public void event(ServerSentEvent event) {
            send(event.encode());
        }

        /** Closes the connection of a client that does not read: what it has missed it gets when it reconnects. */
        void send(byte[] bytes) {
            if (!stream.send(bytes, settings.pressure())) {
                stream.abort();
                awaitRequest();
            }
        }

        void beat() {
            timer = settings.scheduler().after(HEARTBEAT, this::heartbeat);
        }

        private void heartbeat() {
            synchronized (PushMember.this) {
                if (receiver == this) {
                    send(HEARTBEAT_COMMENT);
                }
                if (receiver == this) {
                    beat();
                }
            }
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
