package netkit.cli.chat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import netkit.chat.Chat;
import netkit.chat.ChatEvent;
import netkit.chat.Cluster;
import netkit.chat.Elsewhere;
import netkit.net.Scheduler;
import netkit.socketio.Adapter;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/**
 * The one chat of a server's transports. Through a bus it is one chat with those of other servers: its members, whatever
 * their transport, are clients of the main namespace of a Socket.IO cluster, and what they say are its events. So a server
 * of another program with Socket.IO's adapter is one of them, too.
 */
public final class ChatHub implements Closeable {
    /** Among the data of a client: since when it has its name, microseconds since 1970. */
    public static final String SINCE = "since";
    /** What servers tell each other when their members, their names or rooms have changed. */
    static final String CHANGED = "netkit rooms changed";
    /** Merges changes that come together. */
    private static final Duration ANNOUNCEMENT_DELAY = Duration.ofMillis(20);
    /** The longest time that a member's command waits for what the other servers say. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int SUFFIX_LENGTH = 3;
    private static final Selection ALL = new Selection(new LinkedHashSet<>(), new LinkedHashSet<>());

    private final Chat chat;
    private final Adapter.Factory bus;
    private final Directory directory;
    private final int longestText;
    private final String guestSuffix;
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final AtomicBoolean announcing = new AtomicBoolean();
    private volatile Adapter.LocalClients sockets = new NoSockets();
    private volatile Adapter adapter = Adapter.ALONE;

    /** Creates the chat of a server that is alone. */
    public ChatHub(Supplier<String> newId) {
        this(newId, Adapter.Factory.ALONE, Integer.MAX_VALUE);
    }

    /** @param longestText of a line from another server, bytes */
    public ChatHub(Supplier<String> newId, Adapter.Factory bus, int longestText) {
        this(newId, bus, longestText, PATIENCE);
    }

    ChatHub(Supplier<String> newId, Adapter.Factory bus, int longestText, Duration patience) {
        this.bus = bus;
        this.longestText = longestText;
        this.guestSuffix = isAlone() ? "" : "-" + suffix(newId.get());
        this.chat = new Chat(newId, new Link());
        this.directory = new Directory(this::ask, patience, this::learned);
    }

    /** Returns the first few letters and digits of an id. */
    private static String suffix(String id) {
        String letters = id.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
        return letters.substring(0, Math.min(SUFFIX_LENGTH, letters.length()));
    }

    private boolean isAlone() {
        return bus == Adapter.Factory.ALONE;
    }

    public Chat chat() {
        return chat;
    }

    /** Connects the chat of a server without Socket.IO to the bus. */
    public void connect() {
        connect(sockets);
    }

    /** Returns the adapters of a Socket.IO server: the clients of its main namespace are members of the chat. */
    public Adapter.Factory adapters() {
        return clients -> clients.namespace().equals(Packet.MAIN) ? connect(clients) : bus.connect(clients);
    }

    private Adapter connect(Adapter.LocalClients clients) {
        sockets = clients;
        if (!isAlone()) {
            adapter = bus.connect(new ChatMembers(chat, clients, longestText, directory::changed));
            directory.start();
        }
        return adapter;
    }

    /** Adds a callback for changes of the members anywhere; called with locks held: must only pass work on. */
    public void onChange(Runnable callback) {
        onChange.add(callback);
    }

    /** Waits, for a short time, until the members of the other servers are known as of now. */
    public void refresh() {
        if (!isAlone()) {
            directory.refresh();
        }
    }

    /** The connection to the other servers is lost. */
    void lost(String notice) {
        directory.lost();
        chat.notifyAll(notice);
    }

    /** The connection to the other servers is back. */
    void back(String notice) {
        directory.changed();
        chat.notifyAll(notice);
    }

    private Directory.Answer ask() throws IOException, InterruptedException {
        List<Elsewhere.Member> members = new ArrayList<>();
        boolean isComplete = true;
        List<?> found;
        try {
            found = adapter.fetchClients(ALL);
        } catch (Adapter.MissingRepliesException e) {
            found = e.replies();
            isComplete = false;
        }
        for (Object one : found) {
            members.add(member((Adapter.ClientDetails) one));
        }
        return new Directory.Answer(members, isComplete);
    }

    private static Elsewhere.Member member(Adapter.ClientDetails client) {
        Map<String, Object> data = client.data();
        return new Elsewhere.Member(client.id(), ChatEvents.name(data.get(ChatEvents.NICK), client.id()),
                data.get(SINCE) instanceof Long since ? since : 0, client.rooms());
    }

    private void learned() {
        chat.settleNames();
        onChange.forEach(Runnable::run);
    }

    private void announce() {
        announcing.set(false);
        adapter.serverSideEmit(new ArrayList<>(List.of(CHANGED)));
    }

    /** Ends the connection to the bus, not the bus. */
    @Override
    public void close() {
        directory.close();
        adapter.close();
    }

    /** The chat's way to its Socket.IO clients and to the other servers. */
    private final class Link implements Cluster {
        @Override
        public void broadcast(ChatEvent event, Collection<String> rooms, Collection<String> except) {
            Packet.Event packet = packet(event);
            Selection to = selection(rooms, except);
            sockets.deliver(packet, to, false);
            adapter.broadcast(packet, to, false);
        }

        @Override
        public void broadcastHere(ChatEvent event, Collection<String> rooms, Collection<String> except) {
            sockets.deliver(packet(event), selection(rooms, except), false);
        }

        private Packet.Event packet(ChatEvent event) {
            return new Packet.Event(Packet.MAIN, OptionalLong.empty(), ChatEvents.encode(event));
        }

        private Selection selection(Collection<String> rooms, Collection<String> except) {
            return new Selection(new LinkedHashSet<>(rooms), new LinkedHashSet<>(except));
        }

        @Override
        public void changed() {
            onChange.forEach(Runnable::run);
            if (!isAlone() && announcing.compareAndSet(false, true)) {
                Scheduler.SYSTEM.after(ANNOUNCEMENT_DELAY, ChatHub.this::announce);
            }
        }

        @Override
        public void refresh() {
            ChatHub.this.refresh();
        }

        @Override
        public Elsewhere elsewhere() {
            return directory.known();
        }

        @Override
        public boolean isCertain() {
            return isAlone() || !directory.isAsking();
        }

        @Override
        public String guestSuffix() {
            return guestSuffix;
        }
    }
}
