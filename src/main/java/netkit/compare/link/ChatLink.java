package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
    /** The end of the notice of a new member; bob may have another name while his last connection lingers. */
    private static final String ANOTHER_JOINED = " joined " + ROOM;
    private static final String ALICE_SAID = "[" + ROOM + "] alice: ";
    private static final String BOB_SAID = "[" + ROOM + "] bob: ";
    /** Shorter than any message. */
    private static final String END = "the end";
    /** Most bytes that the server puts before a line. */
    private static final int MAX_PREFIX = 1024;
    private static final int MAX_MEMBERS = 16;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    private final LinkContext context;
    private final ChatServer server;
    private final ChatClient alice;
    private final CountDownLatch aliceJoined = new CountDownLatch(1);
    private final CountDownLatch bobEnded = new CountDownLatch(1);
    private final ReceivingEnd bob;
    private volatile boolean finishing;

    private ChatLink(LinkContext context, ChatServer server, InetSocketAddress receiverAddress,
            ChatClient alice) {
        this.context = context;
        this.server = server;
        this.alice = alice;
        this.bob = context.bobsEnd(() -> receiver(context, receiverAddress, false));
    }

    static ChatLink open(LinkContext context) throws IOException {
        Endpoint here = Endpoint.of(LinkContext.address(context.alice()));
        Chat chat = new Chat(new RandomIds());
        ChatServer server = context.alice()
                .open(() -> new ChatServer(here, chat, limits(context), _ -> {}));
        try {
            InetSocketAddress receiverAddress = context.bed().tcpAddress(context.bob(),
                    server.endpoint().resolve());
            ChatClient alice = context.alice().open(() -> ChatClient.connect(server.endpoint()));
            ChatLink link = new ChatLink(context, server, receiverAddress, alice);
            link.joinAsAlice();
            return link;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static ChatLimits limits(LinkContext context) {
        ChatLimits defaults = ChatLimits.DEFAULT;
        return new ChatLimits(defaults.lineLength(), context.limits(MAX_MEMBERS), defaults.backlog(),
                defaults.idle());
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
                if (line instanceof LineDecoder.Line.Text(var text)) {
                    receiveAsAlice(text);
                }
            }));
        } catch (IOException _) {
            // her next line will fail too
        }
    }

    private void receiveAsAlice(String text) {
        if (text.startsWith(JOINED)) {
            aliceJoined.countDown();
        } else if (text.startsWith("* ") && text.endsWith(ANOTHER_JOINED)) {
            bob.connected();
            if (finishing) {
                sayEndAgain();
            }
        } else if (text.equals(BOB_SAID + END)) {
            bobEnded.countDown();
        } else if (text.startsWith(BOB_SAID)) {
            context.back().ifPresent(back -> take(text.substring(BOB_SAID.length()), back.alice()));
        }
    }

    /** bob was away when she said it first. */
    private void sayEndAgain() {
        try {
            say(alice, END);
        } catch (IOException _) {
            // then the end is not seen, and the trial says so
        }
    }

    private static void take(String said, Inbox inbox) {
        byte[] message = said.getBytes(StandardCharsets.UTF_8);
        inbox.take(message, 0, message.length, true); // the chat gives whole lines
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        say(alice, new String(message, StandardCharsets.US_ASCII));
    }

    private static void say(ChatClient member, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        member.send(bytes, bytes.length);
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

    /** Returns bob's end, who connects to this address. */
    static ReceivingEnd receiver(LinkContext context, InetSocketAddress path, boolean serverIsRemote) {
        Endpoint server = Endpoint.of(path);
        return new ReconnectingEnd("connect chat", context.receiverSockets(), serverIsRemote,
                inbox -> new Member(server, inbox));
    }

    /** One run of bob's program. */
    private static final class Member implements ReconnectingReceiver.Session {
        private final Endpoint server;
        private final Inbox inbox;
        private LineDecoder lines;
        private boolean hasJoined;
        private boolean hasEnded;
        /** Null while bob is not in the room. */
        private volatile ChatClient present;

        Member(Endpoint server, Inbox inbox) {
            this.server = server;
            this.inbox = inbox;
        }

        @Override
        public boolean canSend() {
            return present != null;
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            ChatClient member = present;
            if (member == null) {
                throw new IOException("not in the room");
            }
            say(member, new String(message, StandardCharsets.US_ASCII));
        }

        @Override
        public boolean run(ReconnectingReceiver program) throws IOException {
            lines = new LineDecoder(MAX_SIZE + MAX_PREFIX);
            ChatClient client = ChatClient.connect(server, program.sockets(), program.timeout());
            try (client) {
                say(client, "/nick bob\n/join " + ROOM);
                client.receiveAll((bytes, count) -> {
                    lines.feed(bytes, 0, count, this::receive);
                    if (hasJoined) {
                        hasJoined = false;
                        present = client;
                        program.ready();
                    } else if (hasEnded && present != null) {
                        present = null; // once
                        say(client, END);
                        client.finishSending(); // and the server will do the same
                    }
                });
                return hasEnded;
            } finally {
                present = null;
            }
        }

        private void receive(LineDecoder.Line line) {
            if (!(line instanceof LineDecoder.Line.Text(var text))) {
                return;
            }
            if (text.equals(ALICE_SAID + END)) {
                hasEnded = true;
            } else if (text.startsWith(ALICE_SAID)) {
                ChatLink.take(text.substring(ALICE_SAID.length()), inbox);
            } else if (text.startsWith(JOINED)) {
                hasJoined = true;
            }
        }
    }

    /** Announces the end in the room, where members receive it after all earlier lines. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        finishing = true;
        say(alice, END);
        bob.awaitEnd(atMost);
        if (context.back().isPresent() && !bob.isStopped()
                && !bobEnded.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IOException("alice has not seen the end within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public void close() throws IOException {
        bob.kill();
        try (server) {
            alice.close();
        }
    }
}
