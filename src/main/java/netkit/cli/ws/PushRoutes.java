package netkit.cli.ws;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.ChatLine;
import netkit.chat.ChatMember;
import netkit.chat.LineDecoder;
import netkit.chat.MemberLog;
import netkit.http.EventBuffer;
import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.HttpHandler;
import netkit.http.HttpResponse;
import netkit.http.HttpRoutes;
import netkit.http.QueryString;
import netkit.http.RequestHead;
import netkit.http.ServerSentEvent;
import netkit.http.Status;
import netkit.net.Admission;

/**
 * The chat over plain HTTP: {@code /events} streams its lines (WHATWG HTML §9.2), {@code /poll} responds with the next ones
 * as soon as there are any, and a POST to {@code /say} speaks.
 */
final class PushRoutes {
    private static final List<String> READING = List.of("GET", "HEAD");
    /** Largest body of a POST, bytes; or the longest line, if that is longer. */
    private static final int MAX_BODY = 64 * 1024;

    /** A member, in its transport and in the chat. */
    private record Session(PushMember push, ChatMember member) {}

    private final Chat chat;
    private final ChatLimits limits;
    private final PushMember.Settings settings;
    private final MemberLog log;
    private final Supplier<String> newToken;
    private final Admission admission;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** @param newToken generates tokens that cannot be guessed */
    PushRoutes(Chat chat, ChatLimits limits, PushMember.Settings settings, MemberLog log,
            Supplier<String> newToken) {
        this.chat = chat;
        this.limits = limits;
        this.settings = settings;
        this.log = log;
        this.newToken = newToken;
        this.admission = new Admission(limits.members());
    }

    Map<String, HttpHandler> handlers() {
        return Map.of("/events", this::events, "/poll", this::poll, "/say", this::say);
    }

    static HttpResponse eventStream(Headers headers) {
        return new HttpResponse(Status.OK, headers, ServerSentEvent.CONTENT_TYPE, new byte[0]);
    }

    private void events(HttpExchange exchange) throws IOException {
        HttpRoutes.requireMethod(exchange, "/events", READING);
        if (exchange.request().method().equals("HEAD")) {
            exchange.stream(eventStream(headers(exchange)), 0);
            return;
        }
        String last = lastEventId(exchange.request());
        session(exchange, last, "/events").stream(exchange, last, headers(exchange));
    }

    private void poll(HttpExchange exchange) throws IOException {
        HttpRoutes.requireMethod(exchange, "/poll", READING);
        if (exchange.request().method().equals("HEAD")) {
            exchange.respond(HttpResponse.text(Status.OK, headers(exchange), ""));
            return;
        }
        String last = lastEventId(exchange.request());
        session(exchange, last, "/poll").poll(exchange, last, headers(exchange));
    }

    /** The header, or {@code ?after=} for clients that cannot set it. */
    private static String lastEventId(RequestHead request) {
        return request.headers().first(ServerSentEvent.LAST_EVENT_ID)
                .orElse(query(request).getOrDefault("after", ""));
    }

    private static Map<String, String> query(RequestHead request) {
        return QueryString.decode(request.query());
    }

    /** Fetch Standard, CORS protocol: pages of an origin that has passed the check may read the response. */
    private static Headers headers(HttpExchange exchange) {
        Optional<String> origin = exchange.request().headers().first("Origin");
        return origin.isEmpty() ? Headers.NONE
                : Headers.of("Access-Control-Allow-Origin", origin.get(), "Access-Control-Expose-Headers",
                        "Link",
                        "Vary", "Origin");
    }

    private PushMember session(HttpExchange exchange, String lastEventId, String path) throws HttpException {
        Optional<PushMember> known = EventBuffer.token(lastEventId).map(sessions::get).map(Session::push)
                .filter(PushMember::claim);
        return known.isPresent() ? known.get() : enter(exchange, lastEventId, path);
    }

    private PushMember enter(HttpExchange exchange, String lastEventId, String path) throws HttpException {
        InetAddress address = exchange.socket().getInetAddress();
        Optional<String> refusal = admission.enter(address);
        if (refusal.isPresent()) {
            throw new HttpException(Status.SERVICE_UNAVAILABLE, refusal.get() + "; try again later",
                    Headers.of("Retry-After", Long.toString(settings.resumeTimeout().toSeconds() + 1)));
        }
        String token = newToken.get();
        String from = " from " + exchange.peer() + " at " + path;
        PushMember push = new PushMember(token, settings, limits.members().memory().open(() -> {}),
                new PushMember.Owner() {
                    @Override
                    public void ended() {
                        left(sessions.get(token), from, "goodbye");
                    }

                    @Override
                    public void expired(boolean afterEnd) {
                        Session session = sessions.remove(token);
                        chat.leave(session.member());
                        admission.leave(address);
                        if (!afterEnd) {
                            left(session, from,
                                    "no request for " + settings.resumeTimeout().toSeconds() + " s");
                        }
                    }
                });
        if (!lastEventId.isEmpty()) {
            push.line(new ChatLine(
                    "! the server knows no session of the event you have received last: it has been"
                            + " restarted, or you were away too long; you are a new member, and lines are lost"));
        }
        ChatMember member = chat.enter(push);
        log.entered(member.name() + from);
        sessions.put(token, new Session(push, member));
        push.line(new ChatLine("* to speak, POST your lines to /say?session=" + token));
        String nick = query(exchange.request()).get("nick");
        if (nick != null) {
            chat.handle(member, "/nick " + nick);
        }
        if (closing) {
            push.end(new ChatLine("* " + ChatRoute.LAST_NOTICE));
        }
        return push;
    }

    private void left(Session session, String from, String why) {
        if (session != null) { // else the chat is closed while it enters
            log.left(session.member().name() + from + ", " + why);
        }
    }

    /** Speaks as the member of {@code ?session=}; without one, as a guest that enters, speaks and leaves. */
    private void say(HttpExchange exchange) throws IOException {
        HttpRoutes.requireMethod(exchange, "/say", List.of("POST"));
        Map<String, String> query = query(exchange.request());
        String token = query.get("session");
        Session session = token == null ? null : sessions.get(token);
        if (token != null && session == null) {
            throw new HttpException(Status.NOT_FOUND,
                    "there is no such session; the lines of /events and /poll name it");
        }
        byte[] body = exchange.body(Math.max(limits.lineLength(), MAX_BODY));
        if (session != null) {
            speak(session.member(), body);
            exchange.respond(HttpResponse.empty(Status.NO_CONTENT, headers(exchange)));
        } else {
            exchange.respond(HttpResponse.text(Status.OK, headers(exchange),
                    String.join("\n", speakOnce(Optional.ofNullable(query.get("nick")), body))));
        }
    }

    private List<String> speakOnce(Optional<String> nick, byte[] body) throws IOException {
        List<String> received = new ArrayList<>();
        ChatMember guest = chat.enter(new ChatMember.Channel() {
            private int length;

            @Override
            public void line(ChatLine line) {
                synchronized (received) {
                    length += line.toString().length();
                    if (length <= limits.backlog()) {
                        received.add(line.toString());
                    }
                }
            }

            @Override
            public void end(ChatLine lastLine) {
                line(lastLine);
            }
        });
        try {
            nick.ifPresent(name -> chat.handle(guest, "/nick " + name));
            boolean isRefused;
            synchronized (received) {
                isRefused = received.stream().anyMatch(line -> line.startsWith("! "));
            }
            if (!isRefused) { // else it would speak under another name
                speak(guest, body);
            }
        } finally {
            chat.leave(guest);
        }
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    private void speak(ChatMember member, byte[] body) throws IOException {
        List<LineDecoder.Line> lines = new ArrayList<>();
        LineDecoder decoder = new LineDecoder(limits.lineLength());
        decoder.feed(body, 0, body.length, lines::add);
        decoder.finish(lines::add);
        for (LineDecoder.Line line : lines) {
            chat.handle(member, line);
            awaitDrain();
        }
    }

    private void awaitDrain() throws IOException {
        try {
            settings.pressure().awaitDrain();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Lets each member that enters from now on leave at once; the chat ends the others. */
    void closing() {
        closing = true;
    }

    /** Releases what is kept for the members. */
    void close() {
        sessions.values().forEach(session -> session.push().release());
    }
}
