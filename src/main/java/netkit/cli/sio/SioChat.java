package netkit.cli.sio;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import netkit.socketio.Ack;
import netkit.socketio.Arguments;
import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;

/**
 * The chat of {@code sio-server --app chat}, as Socket.IO events.
 *
 * <table>
 * <caption>Events from a client; each may request an acknowledgement</caption>
 * <tr><td>{@code chat message}</td><td>text, and optionally a room; without it, the room joined last</td></tr>
 * <tr><td>{@code nick}</td><td>name</td></tr>
 * <tr><td>{@code join}, {@code leave}</td><td>room</td></tr>
 * <tr><td>{@code rooms}</td><td>acknowledged with the number of members of each room; sent again on changes</td></tr>
 * </table>
 *
 * <p>A client receives {@code welcome}; {@code chat message} with the text, its sender and room, including its own;
 * {@code nick}, {@code join} and {@code leave} of other members of its rooms; {@code rooms}; and {@code refused} with
 * the error of a request without acknowledgement.
 */
final class SioChat {
    private static final String LOBBY = "lobby";
    /** The room whose members receive changes of the list of rooms; the blank keeps clients from joining it. */
    private static final String ROOM_WATCHERS = " watchers";
    private static final String NICK = "nick";
    private static final String ROOM = "room";
    private static final int MAX_ROOMS_OF_A_MEMBER = 100;
    /** Delay that merges several changes of the rooms into one event. */
    private static final long ROOM_UPDATE_DELAY_MILLIS = 100;
    // the same rules as in the chat over TCP
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.-]{0,31}");
    private static final Pattern ROOM_NAME = Pattern
            .compile("[\\p{L}\\p{N}_#][\\p{L}\\p{M}\\p{N}_.#-]{0,31}");

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
    /** The ids of the members by case-folded name. */
    private final Map<String, String> idByName = new ConcurrentHashMap<>();
    private final AtomicInteger guests = new AtomicInteger();
    private final AtomicBoolean roomUpdateScheduled = new AtomicBoolean();

    SioChat(Namespace namespace) {
        this.namespace = namespace;
        namespace.onRoomEvent(_ -> scheduleRoomUpdate()).onConnection(this::enter);
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
            idByName.remove(fold(nick(member)), member.id());
        });
        if (member.recovered() && idByName.putIfAbsent(fold(nick(member)), member.id()) == null) {
            publicRooms(member).forEach(room -> notifyRoom(member, "join", room));
            return; // name and rooms were recovered
        }
        String name = freeName(member.id());
        member.data().put(NICK, name);
        joinRoom(member, LOBBY);
        member.emit("welcome", new Presence(LOBBY, member.id(), name));
    }

    private String freeName(String id) {
        while (true) {
            String name = "guest-" + guests.incrementAndGet();
            if (idByName.putIfAbsent(fold(name), id) == null) {
                return name;
            }
        }
    }

    String nick(ServerSideSocket member) {
        return (String) member.data().getOrDefault(NICK, "");
    }

    private Object postMessage(ServerSideSocket member, Arguments args) throws RequestException {
        String text = required(args, 0, "text");
        String room = args.text(1) != null ? args.text(1) : (String) member.data().get(ROOM);
        if (room == null) {
            throw new RequestException("you are not in any room; join one first");
        }
        if (!publicRooms(member).contains(room)) {
            throw new RequestException("you are not in '" + room + "'");
        }
        Presence from = new Presence(room, member.id(), nick(member));
        namespace.to(room).emit("chat message", text, from);
        return from;
    }

    private Object rename(ServerSideSocket member, Arguments args) throws RequestException {
        String name = required(args, 0, "name");
        if (!NAME.matcher(name).matches() || namespace.rooms().isMember(name)) {
            throw new RequestException(
                    "'" + name + "' is not a valid name: use 1 to 32 letters, digits, '_', '-' or '.'");
        }
        String before = nick(member);
        String holder = idByName.putIfAbsent(fold(name), member.id());
        if (holder != null && !holder.equals(member.id())) {
            throw new RequestException("the name '" + name + "' is taken");
        }
        member.data().put(NICK, name);
        if (!fold(name).equals(fold(before))) {
            idByName.remove(fold(before), member.id());
        }
        String[] rooms = publicRooms(member).toArray(String[]::new);
        Map<String, String> change = Map.of("id", member.id(), "nick", name, "before", before);
        if (rooms.length > 0) {
            member.to(rooms).emit("nick", change);
        }
        return change;
    }

    private Object join(ServerSideSocket member, Arguments args) throws RequestException {
        String room = required(args, 0, "room");
        if (!ROOM_NAME.matcher(room).matches()) {
            throw new RequestException(
                    "'" + room + "' is not a valid room: use 1 to 32 letters, digits, '_', '-', '.' or '#'");
        }
        if (namespace.rooms().isMember(room)) {
            throw new RequestException("'" + room + "' is the private room of a member");
        }
        if (!publicRooms(member).contains(room)) {
            if (publicRooms(member).size() >= MAX_ROOMS_OF_A_MEMBER) {
                throw new RequestException(
                        "you are in " + MAX_ROOMS_OF_A_MEMBER + " rooms already; leave one first");
            }
            joinRoom(member, room);
        }
        member.data().put(ROOM, room);
        return new Presence(room, member.id(), nick(member));
    }

    private void joinRoom(ServerSideSocket member, String room) {
        member.join(room);
        member.data().put(ROOM, room);
        notifyRoom(member, "join", room);
    }

    private Object leave(ServerSideSocket member, Arguments args) throws RequestException {
        String room = required(args, 0, "room");
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

    /** Sends an event about a member to the others in a room. */
    private void notifyRoom(ServerSideSocket member, String event, String room) {
        member.to(room).emit(event, new Presence(room, member.id(), nick(member)));
    }

    private static List<String> publicRooms(ServerSideSocket member) {
        return member.rooms().stream()
                .filter(room -> !room.equals(member.id()) && !room.equals(ROOM_WATCHERS))
                .toList();
    }

    private Map<String, Integer> rooms() {
        Map<String, Integer> sizes = namespace.rooms().sizes();
        sizes.remove(ROOM_WATCHERS);
        return sizes;
    }

    /** Called under the lock of the rooms, so the event is sent on another thread. */
    private void scheduleRoomUpdate() {
        if (roomUpdateScheduled.compareAndSet(false, true)) {
            Thread.ofVirtual().name("room update").start(() -> {
                try {
                    Thread.sleep(ROOM_UPDATE_DELAY_MILLIS);
                    roomUpdateScheduled.set(false);
                    namespace.to(ROOM_WATCHERS).emit("rooms", rooms());
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** Folds names that differ only in case into one. */
    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
