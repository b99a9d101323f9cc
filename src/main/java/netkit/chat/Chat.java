package netkit.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import netkit.rooms.RoomEvent;
import netkit.rooms.Rooms;

/**
 * The rules of the chat: names, rooms, and which member receives what. It knows no transport, so that members over TCP
 * and over other transports share one chat, and those of other servers with it. Thread-safe.
 */
public final class Chat {
    public static final String LOBBY = "lobby";
    public static final int MAX_ROOMS_OF_A_MEMBER = 100;
    /** The most members of a room that are told by name who comes and goes; those of a larger one are told how many. */
    public static final int SMALL_ROOM = 20;
    private static final Pattern ROOM = Pattern.compile("[\\p{L}\\p{N}_#][\\p{L}\\p{M}\\p{N}_.#-]{0,31}");

    private final Rooms<ChatMember> rooms = new Rooms<>(this::changed);
    private final Names<ChatMember> names = new Names<>();
    private final Set<ChatMember> watchers = ConcurrentHashMap.newKeySet();
    private final Supplier<String> newId;
    private final Cluster cluster;
    private final ChatCommands commands = new ChatCommands(this);
    private volatile boolean closing;

    /** @param newId generates unique ids that cannot be guessed */
    public Chat(Supplier<String> newId) {
        this(newId, Cluster.ALONE);
    }

    public Chat(Supplier<String> newId, Cluster cluster) {
        this.newId = newId;
        this.cluster = cluster;
    }

    /** Adds a new member, with a guest's name, in the lobby, and greets it with two lines. */
    public ChatMember enter(ChatMember.Channel channel) {
        ChatMember member = enter(newId.get(), Optional.empty(), List.of(LOBBY), channel);
        // only now does each message to the lobby reach the member
        ChatCommands.greet(member);
        return member;
    }

    /**
     * Adds a new member.
     *
     * @param name the one it had before; it becomes a guest if another member has this name
     * @param joined its rooms, in the order in which it joins them
     */
    public ChatMember enter(String id, Optional<String> name, List<String> joined,
            ChatMember.Channel channel) {
        ChatMember member = new ChatMember(id, name.orElseGet(this::nextGuest), channel);
        while (cluster.elsewhere().holder(member.name()).isPresent() || !names.take(member.name(), member)) {
            member.rename(nextGuest());
        }
        rooms.enter(id, member);
        joined.forEach(room -> move(member, room));
        return member;
    }

    private String nextGuest() {
        return names.nextGuest(cluster.guestSuffix());
    }

    /** Removes a member; no effect the second time. */
    public void leave(ChatMember member) {
        synchronized (member) {
            watchers.remove(member);
            rooms.exit(member.id());
            names.release(member.name(), member);
        }
    }

    /** Removes all members, without events, and disconnects each after a last line. */
    public void close(String lastNotice) {
        List<ChatMember> all = new ArrayList<>();
        closing = true;
        rooms.forEachMember((_, member) -> all.add(member));
        watchers.clear();
        all.forEach(this::leave);
        cluster.changed();
        all.forEach(member -> member.end(lastNotice));
    }

    public int size() {
        return rooms.size();
    }

    /**
     * Executes one line of a member; a blank line, and a line of a member that has left, has no effect. Nor has any while
     * the chat is closed: all members would compete with the last notice for the queues of all others.
     */
    public void handle(ChatMember member, String line) {
        if (closing || line.isBlank()) {
            return;
        }
        ChatCommand command = ChatCommands.parse(line);
        if (commands.isAboutAllMembers(command)) {
            cluster.refresh();
        }
        synchronized (member) { // otherwise it could take a name or join a room while it is leaving
            if (rooms.isMember(member.id())) {
                commands.execute(member, command);
            }
        }
    }

    /** Executes a decoded line of a member, or tells it what is wrong with it. */
    public void handle(ChatMember member, LineDecoder.Line line) {
        switch (line) {
            case LineDecoder.Line.Text(var text) -> handle(member, text);
            case LineDecoder.Line.TooLong(var limit) -> member.error(
                    "the line is longer than " + limit + " bytes; nothing was sent");
            case LineDecoder.Line.NotUtf8(var at) -> member.error(
                    "byte " + at + " of the line is not UTF-8; nothing was sent");
        }
    }

    /**
     * Sends a text to a room.
     *
     * @throws RefusedException if it has a control character or one that hides text
     */
    public void say(ChatMember speaker, String room, String text) throws RefusedException {
        ChatCommands.check(text, "text");
        ChatEvent message = new ChatEvent.Message(room, speaker.id(), speaker.name(), text);
        boolean hearsItself = speaker.channel().hasOwnRooms();
        int reached = broadcast(message, List.of(room), hearsItself ? List.of() : List.of(speaker.id()))
                - (hearsItself && roomsOf(speaker).contains(room) ? 1 : 0);
        boolean alone = reached + cluster.elsewhere().sizeOf(room) == 0 && cluster.isCertain();
        if (speaker.speaksAlone(alone ? room : "")) {
            speaker.notice("you are alone in " + room + ": no other member receives this");
        }
    }

    /** Sends an event to the members in any of the rooms, here and at other servers; returns the number of those here. */
    private int broadcast(ChatEvent event, List<String> to, List<String> except) {
        return rooms.exclusively(() -> {
            cluster.broadcast(event, to, except);
            return deliver(event, to, except);
        });
    }

    /**
     * Sends an event to the members here that have no rooms of their own.
     *
     * @param to rooms; none for all members
     * @return the number of all members here that it is for
     */
    public int deliver(ChatEvent event, Collection<String> to, Collection<String> except) {
        return deliver(event, to, except, Set.of());
    }

    private int deliver(ChatEvent event, Collection<String> to, Collection<String> except,
            Set<ChatMember> skipped) {
        ChatLine line = new ChatLine(event.toString());
        Consumer<ChatMember> send = member -> {
            if (!member.channel().hasOwnRooms() && !skipped.contains(member)) {
                member.send(line);
            }
        };
        return to.isEmpty() ? rooms.broadcastToAll(except, send) : rooms.broadcast(to, except, send);
    }

    /** Sends a notice to all members of this server. */
    public void notifyAll(String text) {
        ChatEvent notice = new ChatEvent.Notice(text);
        exclusively(() -> {
            cluster.broadcastHere(notice, List.of(), List.of());
            deliver(notice, List.of(), List.of());
        });
    }

    /** Runs an action, which must not block; meanwhile nothing else is delivered. */
    public void exclusively(Runnable action) {
        rooms.exclusively(action);
    }

    /** Returns the id of the member at any server of that name or id. */
    Optional<String> holder(String nameOrId) {
        // an id takes precedence: names ignore case and ids do not, so a name could imitate an id
        return isMember(nameOrId) ? Optional.of(nameOrId)
                : names.holder(nameOrId).map(ChatMember::id)
                        .or(() -> cluster.elsewhere().holder(nameOrId).map(Elsewhere.Member::id));
    }

    /** @throws RefusedException if there is no other member of this name or id */
    void msg(ChatMember member, String nameOrId, String text) throws RefusedException {
        String id = holder(nameOrId).orElse(nameOrId);
        ChatEvent message = new ChatEvent.Message(ChatEvent.DIRECT, member.id(), member.name(), text);
        if (id.equals(member.id())) {
            throw new RefusedException("'" + nameOrId + "' is you");
        } else if (rooms.isMember(id)) {
            exclusively(() -> {
                cluster.broadcastHere(message, List.of(id), List.of());
                deliver(message, List.of(id), List.of());
            });
        } else if (isMember(id)) {
            cluster.broadcast(message, List.of(id), List.of());
        } else {
            throw new RefusedException(
                    "there is no member '" + nameOrId + "'; /who lists those in your room");
        }
    }

    /**
     * Gives a member another name, here and, as far as their members are known, at all servers.
     *
     * @throws RefusedException if it cannot be a name, or another member has it
     */
    public void rename(ChatMember member, String name) throws RefusedException {
        if (isMember(name)) {
            throw new RefusedException("'" + name + "' is a member's id, and cannot be a name");
        } else if (!Names.isName(name)) {
            throw new RefusedException(
                    "'" + name + "' cannot be a name: 1 to 32 letters, digits, '_', '-' or '.'");
        }
        String before = member.name();
        if (cluster.elsewhere().holder(name).isPresent() || !names.change(before, name, member)) {
            throw new RefusedException("the name '" + name + "' is taken");
        }
        if (!name.equals(before)) {
            member.rename(name);
            announce(new ChatEvent.Renamed(member.id(), name, before), member, List.of(member.id()));
        }
    }

    private void announce(ChatEvent.Renamed renamed, ChatMember member, List<String> except) {
        cluster.changed();
        List<String> small = roomsOf(member).stream().filter(room -> sizeOf(room) <= SMALL_ROOM).toList();
        if (!small.isEmpty()) {
            broadcast(renamed, small, except);
        }
    }

    /**
     * Gives a guest's name to each member whose name a member at another server had before: two can take the same name at
     * the same moment, or while their servers are not connected.
     */
    public void settleNames() {
        Elsewhere elsewhere = cluster.elsewhere();
        List<ChatMember> losers = new ArrayList<>();
        rooms.forEachMember((id, member) -> elsewhere.holder(member.name())
                .filter(other -> other.isNamedBefore(member.named(), id)).ifPresent(_ -> losers.add(member)));
        for (ChatMember member : losers) {
            synchronized (member) {
                String before = member.name();
                if (rooms.isMember(member.id()) && elsewhere.holder(before).isPresent()) {
                    String guest = nextGuest();
                    while (!names.change(before, guest, member)) {
                        guest = nextGuest();
                    }
                    member.error("the name '" + before + "' is taken at another server");
                    member.rename(guest);
                    member.notice("you are " + guest + " now");
                    announce(new ChatEvent.Renamed(member.id(), guest, before), member,
                            member.channel().hasOwnRooms() ? List.of() : List.of(member.id()));
                }
            }
        }
    }

    /**
     * Lets a member join a room, to which its text goes from now on; it may be in the room already.
     *
     * @throws RefusedException if there can be no such room, or the member is in too many
     */
    public void join(ChatMember member, String room) throws RefusedException {
        if (isMember(room)) { // before the next check, since an id may begin with a hyphen
            throw new RefusedException("'" + room + "' is a member's own room; /msg reaches it");
        } else if (!isRoom(room)) {
            throw new RefusedException("'" + room
                    + "' cannot be a room: 1 to 32 letters, digits, '_', '-', '.' or '#', and not '"
                    + ChatEvent.DIRECT + "'");
        }
        List<String> joined = roomsOf(member);
        if (joined.size() >= MAX_ROOMS_OF_A_MEMBER && !joined.contains(room)) {
            throw new RefusedException(
                    "you are in " + MAX_ROOMS_OF_A_MEMBER + " rooms already; /leave one first");
        }
        move(member, room);
    }

    private void move(ChatMember member, String room) {
        exclusively(() -> {
            rooms.join(member.id(), room);
            member.channel().joined(room);
            member.moveTo(room);
        });
    }

    /** Returns whether a room may have this name. */
    public static boolean isRoom(String name) {
        return ROOM.matcher(name).matches() && !name.equals(ChatEvent.DIRECT);
    }

    /**
     * Lets a member leave a room. If its text went there, it goes to the room that it joined last before.
     *
     * @throws RefusedException if it is not in the room
     */
    public void leave(ChatMember member, String room) throws RefusedException {
        if (room.equals(member.id())) {
            throw new RefusedException("you cannot leave the room of your own id");
        }
        boolean wasIn = rooms.exclusively(() -> {
            boolean has = rooms.leave(member.id(), room);
            if (has) {
                member.channel().left(room);
            }
            return has;
        });
        if (!wasIn) {
            throw new RefusedException("you are not in '" + room + "'");
        }
        if (room.equals(member.currentRoom())) {
            List<String> left = roomsOf(member);
            member.moveTo(left.isEmpty() ? "" : left.getLast());
        }
    }

    /** Returns the rooms of a member without that of its own id, in the order in which it joined them. */
    public List<String> roomsOf(ChatMember member) {
        List<String> all = rooms.roomsOf(member.id());
        return all.isEmpty() ? all : all.subList(1, all.size()); // the first is the room of its own id
    }

    /** Returns the number of members of each room at all servers, without the members' own rooms. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>(rooms.sizes());
        cluster.elsewhere().sizes().forEach((room, size) -> sizes.merge(room, size, Integer::sum));
        return sizes;
    }

    /** Returns the number of members of a room at all servers. */
    int sizeOf(String room) {
        return rooms.sizeOf(room) + cluster.elsewhere().sizeOf(room);
    }

    /** Whether this is the id of a member at any server, and therefore the name of that member's own room. */
    boolean isMember(String id) {
        return rooms.isMember(id) || cluster.elsewhere().isMember(id);
    }

    /** Returns the names of a room's members at all servers, with a mark behind that of the one who asks. */
    List<String> namesIn(String room, ChatMember asking) {
        return Stream.concat(
                rooms.membersOf(room).stream().map(other -> other.name() + (other == asking ? " (you)" : "")),
                cluster.elsewhere().membersOf(room).stream().map(Elsewhere.Member::name)).toList();
    }

    /** Returns the members of this server and their rooms. */
    public Rooms<ChatMember> rooms() {
        return rooms;
    }

    /** Starts or ends to tell a member of each change of this server's rooms. */
    void watch(ChatMember member, boolean on) {
        if (on) {
            watchers.add(member);
        } else {
            watchers.remove(member);
        }
    }

    /** Tells the watchers of a change, and the other members of the room. */
    private void changed(RoomEvent event) {
        if (closing) {
            return; // all leave
        }
        ChatMember member = event.id().isEmpty() ? null : rooms.member(event.id());
        ChatLine line = new ChatLine("* " + event + (member == null ? "" : " (" + member.name() + ")"));
        watchers.forEach(watcher -> watcher.send(line));
        if (member != null && !event.room().equals(member.id())) {
            announce(event, member);
        }
        cluster.changed();
    }

    private void announce(RoomEvent event, ChatMember member) {
        String room = event.room();
        int size = sizeOf(room);
        if (size <= SMALL_ROOM || isRound(size)) {
            ChatEvent announced = size > SMALL_ROOM
                    ? new ChatEvent.Notice(room + " has " + size + " members now")
                    : event.kind() == RoomEvent.Kind.JOIN_ROOM
                            ? new ChatEvent.Joined(room, member.id(), member.name())
                            : new ChatEvent.Left(room, member.id(), member.name());
            cluster.broadcast(announced, List.of(room), List.of(member.id()));
            deliver(announced, List.of(room), List.of(member.id()), watchers); // they have the event itself
        }
    }

    /** Whether only the first digit is not zero: so the members of a room that fills are told a few times only. */
    private static boolean isRound(int number) {
        int first = number;
        while (first % 10 == 0) {
            first /= 10;
        }
        return first < 10;
    }
}
