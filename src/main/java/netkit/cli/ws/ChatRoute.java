package netkit.cli.ws;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.ChatLine;
import netkit.chat.ChatMember;
import netkit.chat.MemberLog;
import netkit.http.RequestHead;
import netkit.net.Backpressure;
import netkit.net.PrintableText;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.PreparedMessage;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketServer.Route;
import netkit.websocket.WebSocketServer.Session;

/** {@code /chat}: the chat with the same commands as over TCP; each text message is a line. */
final class ChatRoute implements Route {
    private static final Function<String, PreparedMessage> AS_MESSAGE = line -> new PreparedMessage(
            Opcode.TEXT,
            line.getBytes(StandardCharsets.UTF_8));
    static final String LAST_NOTICE = "the server is going away; goodbye";

    private final Chat chat;
    private final ChatLimits limits;
    private final MemberLog log;
    private final Backpressure pressure;
    private volatile boolean closing;

    /** @param pressure of all transports of the chat */
    ChatRoute(Chat chat, ChatLimits limits, Backpressure pressure, MemberLog log) {
        this.chat = chat;
        this.limits = limits;
        this.pressure = pressure;
        this.log = log;
    }

    @Override
    public Session open(RequestHead request) {
        return Session.of(new Member());
    }

    /** Closes the chat with a notice to all members, and to connections that are still opening. */
    void close() {
        closing = true;
        chat.close(LAST_NOTICE);
    }

    private final class Member implements WebSocketHandler, ChatMember.Channel {
        private volatile WebSocketConnection connection;
        private volatile ChatMember member;
        /** Why the server closes the connection, set once; null when the client does. */
        private final AtomicReference<String> ending = new AtomicReference<>();

        @Override
        public void opened(WebSocketConnection opened) {
            connection = opened;
            member = chat.enter(this);
            if (closing) {
                end(new ChatLine("* " + LAST_NOTICE));
            }
            log.entered(member.name() + " from " + opened.peer() + " at /chat");
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length)
                throws IOException {
            if (type == Opcode.BINARY) {
                line(new ChatLine("! a line is a text message, and this is a binary one; nothing was sent"));
            } else if (length > limits.lineLength()) {
                line(new ChatLine(
                        "! the line is longer than " + limits.lineLength() + " bytes; nothing was sent"));
            } else {
                chat.handle(member, new String(bytes, at, length, StandardCharsets.UTF_8));
            }
            awaitDrain();
        }

        private void awaitDrain() throws IOException {
            try {
                pressure.awaitDrain();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        @Override
        public void line(ChatLine line) {
            if (!connection.send(line.encoded(AS_MESSAGE), pressure)
                    && connection.closeDiscarding(CloseCode.POLICY_VIOLATION,
                            "you read too slowly: more than "
                                    + limits.backlog() + " bytes were waiting for you and are lost")) {
                ending.compareAndSet(null, "too slow");
                leaveSoon();
            }
        }

        @Override
        public void end(ChatLine lastLine) {
            if (ending.compareAndSet(null, "goodbye")) {
                connection.send(lastLine.encoded(AS_MESSAGE), pressure);
                connection.close(closing ? CloseCode.GOING_AWAY : CloseCode.NORMAL, "goodbye");
            }
        }

        /** On a thread of its own: the caller may hold a chat lock that must not be held while leaving. */
        private void leaveSoon() {
            Thread.ofVirtual().name("leave").start(() -> {
                if (member != null) {
                    chat.leave(member);
                }
            });
        }

        @Override
        public void closed(WebSocketConnection closed, CloseStatus status) {
            if (member != null) {
                chat.leave(member);
                String why = PrintableText.escape(status.toString());
                log.left(member.name() + " from " + closed.peer() + " at /chat, "
                        + (ending.get() == null ? why : ending.get() + ", " + why));
            }
        }
    }
}
