package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;

import javax.net.SocketFactory;

import netkit.chat.Chat;
import netkit.chat.ChatClient;
import netkit.chat.ChatLimits;
import netkit.chat.ChatServer;
import netkit.chat.LineDecoder;
import netkit.net.Endpoint;
import netkit.net.RandomIds;

/**
 * The link over the chat: each message is a line that alice says in a room, and the server on her host broadcasts it to
 * the members. bob is a member while he is connected; the server stores nothing for an absent member.
 */
final class ChatLink implements Link {
    /** The longest line that a member may send. */
    static final int MAX_SIZE = ChatLimits.DEFAULT.lineLength();

    private static final String ROOM = "class";
    private static final String JOINED = "* you are in " + ROOM + ";";
    private static final String SAID = "[" + ROOM + "] alice: ";
    /** Shorter than any message. */
    private static final String END = "the end";
    /** Most bytes that the server puts before a line. */
    private static final int MAX_PREFIX = 1024;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    private final LinkContext context;
    private final ChatServer server;
    private final Endpoint receiverAddress;
    private final ChatClient alice;
    private boolean aliceJoined;
    /** bob's connection in the room; null while there is none. */
    private ChatClient inRoom;
    private boolean finishing;
    private ReconnectingReceiver bob;

    private ChatLink(LinkContext context, ChatServer server, Endpoint receiverAddress, ChatClient alice) {
        this.context = context;
        this.server = server;
        this.receiverAddress = receiverAddress;
        this.alice = alice;
    }

    static ChatLink open(LinkContext context) throws IOException {
        Endpoint here = Endpoint.of(LinkContext.address(context.alice()));
        Chat chat = new Chat(new RandomIds(new SecureRandom()));
        ChatServer server = context.alice()
                .open(() -> new ChatServer(here, chat, ChatLimits.DEFAULT, _ -> {}));
        try {
            InetSocketAddress receiverAddress = context.bed().tcpAddress(context.bob(),
                    server.endpoint().resolve());
            ChatClient alice = context.alice().open(() -> ChatClient.connect(server.endpoint()));
            return new ChatLink(context, server, Endpoint.of(receiverAddress), alice);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    // ---- alice

    private void joinAsAlice() throws IOException {
        Thread.ofVirtual().name("watch chat").start(this::listenAsAlice);
        say(alice, "/nick alice\n/join " + ROOM);
    }

    /** Reads what the server sends to alice, which would otherwise fill its outbound queue. */
    private void listenAsAlice() {
        LineDecoder lines = new LineDecoder(MAX_SIZE + MAX_PREFIX);
        try {
            alice.receiveAll((bytes, count) -> lines.feed(bytes, 0, count, line -> {
                if (line instanceof LineDecoder.Line.Text(var text) && text.startsWith(JOINED)) {
                    aliceJoined();
                }
            }));
        } catch (IOException _) {
            // her next line will fail too
        }
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        say(alice, new String(message, StandardCharsets.US_ASCII));
    }

    private static void say(ChatClient member, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        member.send(bytes, bytes.length);
    }

    // ---- who is in the room

    private synchronized void aliceJoined() {
        aliceJoined = true;
        notifyAll();
    }

    private synchronized void bobJoined(ChatClient client) throws IOException {
        inRoom = client;
        if (finishing) {
            say(alice, END);
        }
        notifyAll();
    }

    /** The end of an old connection may be noticed after its successor has joined. */
    private synchronized void bobLeft(ChatClient client) {
        if (inRoom == client) {
            inRoom = null;
        }
    }

    private synchronized void awaitBoth() throws IOException {
        try {
            if (!Monitor.await(this, () -> aliceJoined && inRoom != null, JOIN_TIMEOUT)) {
                throw new IOException((aliceJoined ? "bob" : "alice")
                        + " could not join the room within " + JOIN_TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while joining the room", e);
        }
    }

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        boolean first = bob == null;
        bob = new ReconnectingReceiver("connect chat", context.receiverSockets(),
                (sockets, timeout) -> receive(sockets, timeout, inbox));
        if (first) {
            joinAsAlice();
            awaitBoth();
        }
        return bob;
    }

    private boolean receive(SocketFactory sockets, Duration timeout, Inbox inbox) throws IOException {
        try (ChatClient client = ChatClient.connect(receiverAddress, sockets, timeout)) {
            return listen(client, inbox);
        }
    }

    private boolean listen(ChatClient client, Inbox inbox) throws IOException {
        try {
            say(client, "/nick bob\n/join " + ROOM);
            ReceiverListener listener = new ReceiverListener(inbox);
            client.receiveAll((bytes, count) -> {
                listener.lines.feed(bytes, 0, count, listener::receive);
                if (listener.hasJoined) {
                    listener.hasJoined = false;
                    bobJoined(client);
                } else if (listener.hasEnded) {
                    client.finishSending(); // and the server will do the same
                }
            });
            return listener.hasEnded;
        } finally {
            bobLeft(client);
        }
    }

    /** Reads the lines that bob receives over one connection. */
    private final class ReceiverListener {
        private final LineDecoder lines = new LineDecoder(MAX_SIZE + MAX_PREFIX);
        private final Inbox inbox;
        private boolean hasJoined;
        private boolean hasEnded;

        ReceiverListener(Inbox inbox) {
            this.inbox = inbox;
        }

        void receive(LineDecoder.Line line) {
            if (!(line instanceof LineDecoder.Line.Text(var text))) {
                return;
            }
            if (text.equals(SAID + END)) {
                hasEnded = true;
            } else if (text.startsWith(SAID)) {
                byte[] message = text.substring(SAID.length()).getBytes(StandardCharsets.UTF_8);
                inbox.take(message, 0, message.length, true); // the chat gives whole lines
            } else if (text.startsWith(JOINED)) {
                hasJoined = true;
            }
        }
    }

    // ---- the end

    /** Announces the end in the room, where members receive it after all earlier lines. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        synchronized (this) {
            finishing = true;
            if (inRoom != null) {
                say(alice, END);
            }
        }
        if (!bob.awaitEnd(atMost)) {
            throw new IOException("bob has not received the end within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public void close() throws IOException {
        if (bob != null) {
            bob.quit();
        }
        try (server) {
            alice.close();
        }
    }
}
