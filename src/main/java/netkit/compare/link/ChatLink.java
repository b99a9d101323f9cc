package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
    private final CountDownLatch aliceJoined = new CountDownLatch(1);
    /** bob's connections, while he is in the room. */
    private final NewestConnection<ChatClient> inRoom;
    private ReconnectingReceiver bob;

    private ChatLink(LinkContext context, ChatServer server, Endpoint receiverAddress, ChatClient alice) {
        this.context = context;
        this.server = server;
        this.receiverAddress = receiverAddress;
        this.alice = alice;
        this.inRoom = new NewestConnection<>(_ -> say(alice, END), _ -> {});
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
            ChatLink link = new ChatLink(context, server, Endpoint.of(receiverAddress), alice);
            link.joinAsAlice();
            return link;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    // ---- alice

    private void joinAsAlice() throws IOException {
        Thread.ofVirtual().name("watch chat").start(this::listenAsAlice);
        say(alice, "/nick alice\n/join " + ROOM);
        try {
            if (!aliceJoined.await(JOIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(
                        "alice could not join the room within " + JOIN_TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while joining the room");
        }
    }

    /** Reads what the server sends to alice, which would otherwise fill its outbound queue. */
    private void listenAsAlice() {
        LineDecoder lines = new LineDecoder(MAX_SIZE + MAX_PREFIX);
        try {
            alice.receiveAll((bytes, count) -> lines.feed(bytes, 0, count, line -> {
                if (line instanceof LineDecoder.Line.Text(var text) && text.startsWith(JOINED)) {
                    aliceJoined.countDown();
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

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        boolean isFirst = bob == null;
        bob = new ReconnectingReceiver("connect chat", context.receiverSockets(),
                program -> new ReceiverListener(inbox).run(program));
        bob.start(isFirst);
        return bob;
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

        boolean run(ReconnectingReceiver program) throws IOException {
            ChatClient client = ChatClient.connect(receiverAddress, program.sockets(), program.timeout());
            try (client) {
                say(client, "/nick bob\n/join " + ROOM);
                client.receiveAll((bytes, count) -> {
                    lines.feed(bytes, 0, count, this::receive);
                    if (hasJoined) {
                        hasJoined = false;
                        inRoom.opened(client);
                        program.connected();
                    } else if (hasEnded) {
                        client.finishSending(); // and the server will do the same
                    }
                });
                return hasEnded;
            } finally {
                inRoom.closed(client);
            }
        }

        private void receive(LineDecoder.Line line) {
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

    /** Announces the end in the room, where members receive it after all earlier lines. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        inRoom.finish();
        bob.awaitEnd(atMost);
    }

    @Override
    public void close() throws IOException {
        if (bob != null) {
            bob.kill();
        }
        try (server) {
            alice.close();
        }
    }
}
