package netkit.cli.sio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import netkit.chat.Chat;
import netkit.chat.Names;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.socketio.Ack;
import netkit.socketio.Arguments;
import netkit.socketio.Namespace;
import netkit.socketio.RemoteSocket;
import netkit.socketio.ServerSideSocket;

/**
 * The chat of {@code sio-server --app chat}, as Socket.IO events.
 *
 * <table>
 * <caption>Events from a client; each may request an acknowledgement</caption>
 * <tr><td>{@code chat message}</td><td>text, and optionally a room; without it, the room joined last</td></tr>
 * <tr><td>{@code nick}</td><td>name</td></tr>
 * <tr><td>{@code join}</td><td>room</td></tr>
 * <tr><td>{@code leave}</td><td>room; without it, the room joined last</td></tr>
 * <tr><td>{@code rooms}</td><td>acknowledged with the number of members of each room; sent again on changes</td></tr>
 * </table>
 *
 * <p>A client receives {@code welcome}; {@code chat message} with the text, its sender and room, including its own;
 * {@code nick}, {@code join} and {@code leave} of other members of its rooms, if they are small ({@link Chat#SMALL_ROOM});
 * {@code rooms}; {@code notice} with a text, when no other member is in the room of its message; and {@code refused} with the
 * error of a request without acknowledgement.
 */
final class SioChat {
    /** The room whose members receive changes of the list of rooms; the blank keeps clients from joining it. */
    private static final String ROOM_WATCHERS = " watchers";
    private static final String NICK = ClusterNames.NICK;
    private static final String ROOM = "room";
    /** The room of a member's last message, if the member was alone in it. */
    private static final String ALONE_IN = "alone";
    /** Delay that merges several changes of the rooms into one event. */
    private static final Duration ROOM_UPDATE_DELAY = Duration.ofMillis(100);

    /** What the programs of several servers tell each other: the sizes of rooms have changed. */
    private static final String ROOMS_CHANGED = "netkit rooms changed";

    /** A member in a room: the sender of a message, or the one that joined or left. */
    private record Presence(String room, String id, String nick) {}

    /** Thrown when a request cannot be fulfilled. */
    private static final class RequestException extends Exception {
        private static final long serialVersionUID = 1L;

        RequestException(String message) {
            super(message);
        }
    }

    /** The handler of a request; returns the payload of the acknowledgement. */
    @FunctionalInterface
    private interface Request {
        Object execute(ServerSideSocket member, Arguments args) throws RequestException;
    }

    private final Namespace namespace;
    /** The members are known by their ids. */
    private final Names<String> names = new Names<>();
    private final ClusterNames clusterNames;
    private final SerialExecutor roomUpdates = new SerialExecutor("room update");
    /** Whether the rooms of this server have changed since the other servers were told. */
    private final AtomicBoolean changedHere = new AtomicBoolean();
    private final AtomicBoolean roomUpdateScheduled = new AtomicBoolean();

    SioChat(Namespace namespace) {
        this.namespace = namespace;
        this.clusterNames = new ClusterNames(namespace);
        namespace.onRoomEvent(_ -> {
            changedHere.set(true);
            scheduleRoomUpdate();
        }).onConnection(this::enter);
        namespace.onServerSide(ROOMS_CHANGED, (_, _, _) -> scheduleRoomUpdate());
        on("chat message", this::postMessage);
        on("nick", this::rename);
        on("join", this::join);
        on("leave", this::leave);
        on("rooms", (member, _) -> {
            member.join(ROOM_WATCHERS);
            return rooms();
        });
    }

    private void on(String event, Request request) {
        namespace.on(event, (member, args, ack) -> {
            try {
                ack.send(request.execute(member, args));
            } catch (RequestException | IllegalArgumentException e) { // an argument of the wrong type
                refuse(member, ack, e.getMessage());
            }
        });
    }

    private static void refuse(ServerSideSocket member, Ack ack, String why) {
        if (ack.isRequested()) {
            ack.send(Map.of("error", why));
        } else {
            member.emit("refused", why);
        }
    }

    private void enter(ServerSideSocket member) {
        member.onDisconnecting((_, _) -> {
            publicRooms(member).forEach(room -> notifyRoom(member, "leave", room));
            names.release(nick(member), member.id());
        });
        if (member.recovered() && take(nick(member), nick(member), member)) {
            publicRooms(member).forEach(room -> notifyRoom(member, "join", room));
            return; // name and rooms were recovered
        }
        String name = names.nextGuest();
        while (!take("", name, member)) {
            name = names.nextGuest();
        }
        joinRoom(member, Chat.LOBBY);
        member.emit("welcome", new Presence(Chat.LOBBY, member.id(), name));
    }

    String nick(ServerSideSocket member) {
        return (String) member.data().getOrDefault(NICK, "");
    }

    private Object postMessage(ServerSideSocket member, Arguments args) throws RequestException {
        String text = required(args, 0, "text");
        String room = args.text(1) != null ? Names.normalize(args.text(1))
                : (String) member.data().get(ROOM);
        if (room == null) {
            throw new RequestException("you are not in any room; join one first");
        }
        if (!publicRooms(member).contains(room)) {
            throw new RequestException("you are not in '" + room + "'");
        }
        Presence from = new Presence(room, member.id(), nick(member));
        namespace.to(room).emit("chat message", text, from);
        boolean alone = namespace.rooms().sizeOf(room) == 1 && rooms().getOrDefault(room, 1) == 1;
        Object before = alone ? member.data().put(ALONE_IN, room) : member.data().remove(ALONE_IN);
        if (alone && !room.equals(before)) {
            member.emit("notice", "you are alone in " + room + ": no other member receives this");
        }
        return from;
    }

    private Object rename(ServerSideSocket member, Arguments args) throws RequestException {
        String name = required(args, 0, "name");
        if (!Names.isName(name) || namespace.rooms().isMember(name)) {
            throw new RequestException(
                    "'" + name + "' is not a valid name: use 1 to 32 letters, digits, '_', '-' or '.'");
        }
        String before = nick(member);
        if (!take(before, name, member)) {
            throw new RequestException("the name '" + name + "' is taken");
        }
        String[] rooms = publicRooms(member).stream().filter(this::isSmall).toArray(String[]::new);
        Map<String, String> change = Map.of("id", member.id(), "nick", name, "before", before);
        if (rooms.length > 0) {
            member.to(rooms).emit("nick", change);
        }
        return change;
    }

    /** Takes a name in place of another, here and on the other servers; false if another member has it. */
    private boolean take(String before, String name, ServerSideSocket member) {
        boolean isTakenHere = names.holder(name).filter(id -> !id.equals(member.id())).isPresent();
        if (isTakenHere || !clusterNames.take(member, name)) {
            return false;
        }
        if (names.change(before, name, member.id())) {
            return true;
        }
        if (before.isEmpty()) { // another member here was faster
            member.data().remove(NICK);
        } else {
            member.data().put(NICK, before);
        }
        clusterNames.release(member);
        return false;
    }

    private Object join(ServerSideSocket member, Arguments args) throws RequestException {
        String room = Names.normalize(required(args, 0, "room"));
        if (isPrivate(room)) { // before the next check, since an id may begin with a hyphen
            throw new RequestException("'" + room + "' is the private room of a member");
        }
        if (!Chat.isRoom(room)) {
            throw new RequestException(
                    "'" + room + "' is not a valid room: use 1 to 32 letters, digits, '_', '-', '.' or '#'");
        }
        if (!publicRooms(member).contains(room)) {
            if (publicRooms(member).size() >= Chat.MAX_ROOMS_OF_A_MEMBER) {
                throw new RequestException(
                        "you are in " + Chat.MAX_ROOMS_OF_A_MEMBER + " rooms already; leave one first");
            }
            joinRoom(member, room);
        }
        member.data().put(ROOM, room);
        return new Presence(room, member.id(), nick(member));
    }

    /** Whether this is the id of a member, here or at another server. */
    private boolean isPrivate(String room) {
        return namespace.rooms().isMember(room)
                || clusterNames.membersElsewhere().stream().anyMatch(member -> member.id().equals(room));
    }

    private void joinRoom(ServerSideSocket member, String room) {
        member.join(room);
        member.data().put(ROOM, room);
        notifyRoom(member, "join", room);
    }

    private Object leave(ServerSideSocket member, Arguments args) throws RequestException {
        String room = args.text(0) == null ? (String) member.data().get(ROOM) : Names.normalize(args.text(0));
        if (room == null) {
            throw new RequestException("you are not in any room");
        }
        if (!publicRooms(member).contains(room)) {
            throw new RequestException("you are not in '" + room + "'");
        }
        notifyRoom(member, "leave", room);
        member.leave(room);
        List<String> left = publicRooms(member);
        if (room.equals(member.data().get(ROOM))) {
            if (left.isEmpty()) {
                member.data().remove(ROOM);
            } else {
                member.data().put(ROOM, left.getLast());
            }
        }
        return new Presence(room, member.id(), nick(member));
    }

    private static String required(Arguments args, int index, String what) throws RequestException {
        String text = args.text(index);
        if (text == null || text.isEmpty()) {
            throw new RequestException("missing " + what);
        }
        return text;
    }

    /** Sends an event about a member to the others in a small room; those in a large one see its size in {@code rooms}. */
    private void notifyRoom(ServerSideSocket member, String event, String room) {
        if (isSmall(room)) {
            member.to(room).emit(event, new Presence(room, member.id(), nick(member)));
        }
    }

    private boolean isSmall(String room) {
        return namespace.rooms().sizeOf(room) <= Chat.SMALL_ROOM;
    }

    private static List<String> publicRooms(ServerSideSocket member) {
        return member.rooms().stream()
                .filter(room -> !room.equals(member.id()) && !room.equals(ROOM_WATCHERS))
                .toList();
    }

    /** Returns the number of members of each room on all servers; on this one alone, if the others cannot be asked. */
    private Map<String, Integer> rooms() {
        Map<String, Integer> sizes = namespace.rooms().sizes();
        for (RemoteSocket member : clusterNames.membersElsewhere()) {
            member.rooms().stream().filter(room -> !room.equals(member.id()))
                    .forEach(room -> sizes.merge(room, 1, Integer::sum));
        }
        sizes.remove(ROOM_WATCHERS);
        return sizes;
    }

    private void scheduleRoomUpdate() {
        if (roomUpdateScheduled.compareAndSet(false, true)) {
            Scheduler.SYSTEM.after(ROOM_UPDATE_DELAY, () -> roomUpdates.execute(this::updateRooms));
        }
    }

    private void updateRooms() {
        roomUpdateScheduled.set(false);
        if (changedHere.getAndSet(false)) {
            namespace.serverSideEmit(ROOMS_CHANGED);
        }
        if (namespace.rooms().sizeOf(ROOM_WATCHERS) > 0) {
            namespace.local().to(ROOM_WATCHERS).emit("rooms", rooms());
        }
    }
}
