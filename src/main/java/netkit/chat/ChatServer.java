package netkit.chat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.Scheduler;
import netkit.net.Sockets;

/** A server of the chat over TCP, whose protocol is lines of UTF-8 text: {@code nc} and {@code telnet} are clients too. */
public final class ChatServer implements Closeable {
    /** Time for the last lines to members when the server closes. */
    private static final Duration GOODBYE = Duration.ofMillis(500);
    /** Time for the last log lines, after all connections are closed. */
    private static final Duration LAST_LINES = Duration.ofMillis(200);
    private static final String LAST_NOTICE = "the server is going away; goodbye";

    /** Time for a refused client to read the reason and close. */
    private static final Duration REFUSAL = Duration.ofSeconds(2);

    private final Chat chat;
    private final ChatLimits limits;
    private final MemberLog log;
    private final Scheduler scheduler;
    private final Backpressure pressure;
    private final Listener listener;
    private volatile boolean closing;

    /**
     * Binds and starts to accept.
     *
     * @param log receives a line for each member that enters or leaves; must not block
     */
    public ChatServer(Endpoint endpoint, Chat chat, ChatLimits limits, Consumer<String> log)
            throws IOException {
        this(endpoint, chat, limits, log, Scheduler.SYSTEM);
    }

    /**
     * Binds and starts to accept, as one of several transports of a chat.
     *
     * @param pressure of all transports of the chat
     * @param members the log of all transports' members
     * @param log receives a line for each event; must not block
     */
    public ChatServer(Endpoint endpoint, Chat chat, ChatLimits limits, Backpressure pressure,
            MemberLog members, Consumer<String> log) throws IOException {
        this(endpoint, chat, limits, pressure, members, log, Scheduler.SYSTEM);
    }

    ChatServer(Endpoint endpoint, Chat chat, ChatLimits limits, Consumer<String> log, Scheduler scheduler)
            throws IOException {
        this(endpoint, chat, limits, new Backpressure(), new MemberLog(log), log, scheduler);
    }

    private ChatServer(Endpoint endpoint, Chat chat, ChatLimits limits, Backpressure pressure,
            MemberLog members, Consumer<String> log, Scheduler scheduler) throws IOException {
        this.chat = chat;
        this.limits = limits;
        this.pressure = pressure;
        this.log = members;
        this.scheduler = scheduler;
        this.listener = Listener.open(endpoint, limits.members(), this::serve, this::refuse, log);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    private Listener.Step serve(Socket socket) throws IOException {
        ChatConnection connection = new ChatConnection(socket, chat, limits, pressure, scheduler);
        ChatMember member = connection.enter();
        if (closing) {
            member.end(LAST_NOTICE); // it entered after the notice to all members
        }
        String address = addressOf(socket);
        log.entered(member.name() + " from " + address);
        String why = "it failed";
        try {
            why = connection.serve();
        } finally {
            log.left(member.name() + " from " + address + ", " + why);
        }
        return null;
    }

    private static String addressOf(Socket socket) {
        return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress()).toString();
    }

    private void refuse(Socket socket, String reason) throws IOException {
        String line = "! the chat is full: " + reason + "; try again later\n";
        socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        Sockets.discardInput(scheduler, socket, REFUSAL);
    }

    /** Sends a last notice to all members, and closes all connections within a second. */
    @Override
    public void close() throws IOException {
        listener.stopAccepting();
        closing = true;
        chat.close(LAST_NOTICE);
        try {
            listener.awaitAllEnded(GOODBYE);
            listener.close();
            listener.awaitAllEnded(LAST_LINES);
        } catch (InterruptedException _) {
            listener.close();
            Thread.currentThread().interrupt(); // no more waiting, then
        }
    }
}
