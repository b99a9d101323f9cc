package netkit.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client of an event stream (WHATWG HTML §9.2.3): when the connection ends it reconnects, and names the last event it
 * has received in {@code Last-Event-ID}. One thread runs it; any thread may close it.
 */
public final class EventSource implements Closeable {
    /** The time after which a client reconnects if the stream sets none: "a few seconds" (WHATWG HTML §9.2.2). */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(3);
    private static final byte[] NO_BODY = {};

    /** Receives the events, on the thread that runs the source. */
    public interface Listener {
        /** Called for each response that is an event stream. */
        void opened(ResponseHead response);

        void event(ServerSentEvent event);

        /**
         * Called when the connection is lost or cannot be made.
         *
         * @param why in one line
         * @param retry the time after which the source reconnects
         */
        void lost(String why, Duration retry);
    }

    /**
     * The limits of a source.
     *
     * @param maxEvent largest event, bytes
     * @param timeout for the head of a response
     * @param silence the longest time without a byte, after which it reconnects: longer than the server's heartbeat
     * @param retry the time after which it reconnects, until the stream sets another
     */
    public record Options(int maxEvent, Duration timeout, Duration silence, Duration retry) {
        public static final Options DEFAULT = new Options(1 << 20, Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                DEFAULT_RETRY);
    }

    private final HttpClient client;
    private final RequestHead request;
    private final Options options;
    private final CountDownLatch closed = new CountDownLatch(1);
    private EventStreamDecoder decoder;
    private Duration retry;

    /**
     * @param request a GET; {@code Accept}, {@code Cache-Control} and {@code Last-Event-ID} are added
     */
    public EventSource(HttpClient.Dialer dialer, RequestHead request, Options options) {
        this.client = new HttpClient(dialer, 0);
        this.request = request;
        this.options = options;
        this.decoder = new EventStreamDecoder("", options.maxEvent());
        this.retry = options.retry();
    }

    /**
     * Receives events until the source is closed, or the server responds with 204 (No Content), which says that there will
     * be no more (WHATWG HTML §9.2.3).
     *
     * @throws HttpException if a response is no event stream, or an event is too large: to ask again would not help
     */
    public void run(Listener listener) throws IOException, InterruptedException {
        try {
            while (closed.getCount() > 0 && receive(listener)) {
                closed.await(retry.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            client.drop();
        }
    }

    /** @return whether to reconnect */
    private boolean receive(Listener listener) throws IOException {
        try {
            ResponseReader response = client.open(head(), NO_BODY, options.timeout());
            if (response.head().status() == Status.NO_CONTENT.code()) {
                return false;
            }
            requireEventStream(response.head());
            listener.opened(response.head());
            byte[] piece = response.next(options.silence());
            while (piece.length > 0) {
                decoder.feed(piece, 0, piece.length, listener::event);
                piece = response.next(options.silence());
            }
            lost("the stream has ended", listener);
        } catch (HttpException e) {
            if (e.status() != Status.REQUEST_TIMEOUT) {
                throw e;
            }
            lost(e.getMessage(), listener);
        } catch (IOException e) {
            client.drop();
            lost(String.valueOf(e.getMessage()), listener);
        }
        return true;
    }

    private void lost(String why, Listener listener) {
        retry = decoder.retry().orElse(retry);
        // an event that has arrived in part is sent again
        decoder = new EventStreamDecoder(decoder.lastEventId(), options.maxEvent());
        if (closed.getCount() > 0) {
            listener.lost(why, retry);
        }
    }

    private RequestHead head() {
        Headers headers = request.headers().with("Accept", ServerSentEvent.CONTENT_TYPE)
                .with("Cache-Control", "no-store");
        String last = decoder.lastEventId();
        return new RequestHead(request.method(), request.target(), request.version(),
                last.isEmpty() ? headers : headers.with(ServerSentEvent.LAST_EVENT_ID, utf8(last)));
    }

    /** §9.2.4: the id is sent in UTF-8; heads are encoded in ISO 8859-1. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
    }

    private static void requireEventStream(ResponseHead head) throws HttpException {
        String type = head.headers().first("Content-Type").orElse("none");
        if (head.status() != Status.OK.code()) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the response is " + head.status() + " " + head.reason() + ", not an event stream");
        }
        if (!type.toLowerCase(Locale.ROOT).matches("text/event-stream\\s*(;.*)?")) {
            throw new HttpException(Status.BAD_REQUEST,
                    "the content type is " + type + ", not " + ServerSentEvent.CONTENT_TYPE);
        }
    }

    /** Returns the id of the last event received; empty for none. Only for the thread that runs it. */
    public String lastEventId() {
        return decoder.lastEventId();
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
    }
}
