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
 * Each message is a line that alice says in a room of the chat, whose server is beside her and passes it on to all who are in
 * there. bob is in there whenever he is connected; nobody keeps for him what he has missed.
 */
final class ChatLink implements Link {
    /** The longest line that a member may send. */
    static final int MAX_SIZE = ChatLimits.DEFAULT.lineLength();

    private static final String ROOM = "class";
    private static final String ENTERED = "* you are in " + ROOM + ";";
    private static final String SAID = "[" + ROOM + "] alice: ";
    /** No message is so short. */
    private static final String THE_END = "the end";
    /** What stands before a text of the longest line. */
    private static final int BEFORE_TEXT = 1024;
    private static final Duration TO_ENTER = Duration.ofSeconds(10);

    private final Setting setting;
    private final ChatServer server;
    private final Endpoint path;
    private final ChatClient alice;
    private boolean aliceEntered;
    /** bob's connection that is in the room; null while none is. */
    private ChatClient inRoom;
    private boolean finishing;
    private Reconnecting bob;

    private ChatLink(Setting setting, ChatServer server, Endpoint path, ChatClient alice) {
        this.setting = setting;
        this.server = server;
        this.path = path;
        this.alice = alice;
    }

    static ChatLink open(Setting setting) throws IOException {
        Endpoint here = Endpoint.of(Setting.address(setting.alice()));
        Chat chat = new Chat(new RandomIds(new SecureRandom()));
        ChatServer server = setting.alice()
                .open(() -> new ChatServer(here, chat, ChatLimits.DEFAULT, _ -> {}));
        try {
            InetSocketAddress path = setting.bed().streamPath(setting.bob(), server.endpoint().resolve());
            ChatClient alice = setting.alice().open(() -> ChatClient.connect(server.endpoint()));
            return new ChatLink(setting, server, Endpoint.of(path), alice);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    // ---- alice

    private void enterAsAlice() throws IOException {
        Thread.ofVirtual().name("watch chat").start(this::listenAsAlice);
        say(alice, "/nick alice\n/join " + ROOM);
    }

    /** What she is told has to be read, else it would fill the server's queue for her. */
    private void listenAsAlice() {
        LineDecoder lines = new LineDecoder(MAX_SIZE + BEFORE_TEXT);
        try {
            alice.receiveAll((bytes, count) -> lines.feed(bytes, 0, count, line -> {
                if (line instanceof LineDecoder.Line.Text(var text) && text.startsWith(ENTERED)) {
                    aliceEntered();
                }
            }));
        } catch (IOException _) {
            // her next line will fail as well
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

    private synchronized void aliceEntered() {
        aliceEntered = true;
        notifyAll();
    }

    private synchronized void bobEntered(ChatClient client) throws IOException {
        inRoom = client;
        if (finishing) {
            say(alice, THE_END);
        }
        notifyAll();
    }

    /** An earlier connection may be heard of after the one that came in its place. */
    private synchronized void bobLeft(ChatClient client) {
        if (inRoom == client) {
            inRoom = null;
        }
    }

    private synchronized void awaitBoth() throws IOException {
        try {
            if (!Monitor.await(this, () -> aliceEntered && inRoom != null, TO_ENTER)) {
                throw new IOException((aliceEntered ? "bob" : "alice")
                        + " could not enter the room within " + TO_ENTER.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while entering the room", e);
        }
    }

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        boolean first = bob == null;
        bob = new Reconnecting("connect chat", setting.bobsSockets(),
                (sockets, timeout) -> receive(sockets, timeout, inbox));
        if (first) {
            enterAsAlice();
            awaitBoth();
        }
        return bob;
    }

    private boolean receive(SocketFactory sockets, Duration timeout, Inbox inbox) throws IOException {
        try (ChatClient client = ChatClient.connect(path, sockets, timeout)) {
            return listen(client, inbox);
        }
    }

    private boolean listen(ChatClient client, Inbox inbox) throws IOException {
        try {
            say(client, "/nick bob\n/join " + ROOM);
            Ears ears = new Ears(inbox);
            client.receiveAll((bytes, count) -> {
                ears.lines.feed(bytes, 0, count, ears::hear);
                if (ears.heardThatHeEntered) {
                    ears.heardThatHeEntered = false;
                    bobEntered(client);
                } else if (ears.heardTheEnd) {
                    client.finishSending(); // and the server will do the same
                }
            });
            return ears.heardTheEnd;
        } finally {
            bobLeft(client);
        }
    }

    /** What bob hears over one connection. */
    private final class Ears {
        private final LineDecoder lines = new LineDecoder(MAX_SIZE + BEFORE_TEXT);
        private final Inbox inbox;
        private boolean heardThatHeEntered;
        private boolean heardTheEnd;

        Ears(Inbox inbox) {
            this.inbox = inbox;
        }

        void hear(LineDecoder.Line line) {
            if (!(line instanceof LineDecoder.Line.Text(var text))) {
                return;
            }
            if (text.equals(SAID + THE_END)) {
                heardTheEnd = true;
            } else if (text.startsWith(SAID)) {
                byte[] message = text.substring(SAID.length()).getBytes(StandardCharsets.UTF_8);
                inbox.take(message, 0, message.length, true); // the chat gives whole lines
            } else if (text.startsWith(ENTERED)) {
                heardThatHeEntered = true;
            }
        }
    }

    // ---- the end

    /** Whoever is in the room when its end is said hears it after all that was said before. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        synchronized (this) {
            finishing = true;
            if (inRoom != null) {
                say(alice, THE_END);
            }
        }
        if (!bob.awaitEnd(atMost)) {
            throw new IOException("bob has not heard the end within " + atMost.toSeconds() + " s");
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
