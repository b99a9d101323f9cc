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
 * {@code sio-server --app chat}: the chat as events.
 *
 * <table>
 * <caption>What a client emits; each may ask for an answer</caption>
 * <tr><td>{@code chat message}</td><td>text, and perhaps a room: said there, or in the room joined last</td></tr>
 * <tr><td>{@code nick}</td><td>name</td></tr>
 * <tr><td>{@code join}, {@code leave}</td><td>room</td></tr>
 * <tr><td>{@code rooms}</td><td>answered with how many are in each; told again when that changes</td></tr>
 * </table>
 *
 * <p>It hears {@code welcome}, {@code chat message} (text, and who said it where; its own, too), {@code nick}, {@code join}
 * and {@code leave} of others in its rooms, {@code rooms}, and {@code refused} with what is wrong when it did not ask for
 * an answer.
 */
final class SioChat {
    private static final String LOBBY = "lobby";
    /** Who is in it is told of rooms that come and go; no room that a client can join is called so. */
    private static final String WATCHERS = " watchers";
    private static final String NICK = "nick";
    private static final String ROOM = "room";
    private static final int MAX_ROOMS_OF_A_MEMBER = 100;
    /** Rooms change several times when somebody comes or goes; they are told once. */
    private static final long SETTLE_MILLIS = 100;
    // As in the chat over TCP.
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.-]{0,31}");
    private static final Pattern ROOM_NAME = Pattern
            .compile("[\\p{L}\\p{N}_#][\\p{L}\\p{M}\\p{N}_.#-]{0,31}");

    /** Who said something where, or came, or left. */
    private record Whereabouts(String room, String id, String nick) {}

    /** Thrown at who asks for what cannot be. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** Carries out what a member asks for, and says what there is to say about it. */
    @FunctionalInterface
    private interface Request {
        Object carryOut(ServerSideSocket member, Arguments args) throws Refusal;
    }

    private final Namespace namespace;
    /** Who has which name, by its folded form. */
    private final Map<String, String> idByName = new ConcurrentHashMap<>();
    private final AtomicInteger guests = new AtomicInteger();
    private final AtomicBoolean changed = new AtomicBoolean();

    SioChat(Namespace namespace) {
        this.namespace = namespace;
        namespace.onRoomEvent(_ -> tellRooms()).onConnection(this::enter);
        on("chat message", this::say);
        on("nick", this::rename);
        on("join", this::join);
        on("leave", this::leave);
        on("rooms", (member, _) -> {
            member.join(WATCHERS);
            return rooms();
        });
    }

    private void on(String event, Request request) {
        namespace.on(event, (member, args, ack) -> {
            try {
                ack.send(request.carryOut(member, args));
            } catch (Refusal | IllegalArgumentException e) { // that is an argument of the wrong type
                refuse(member, ack, e.getMessage());
            }
        });
    }

    private static void refuse(ServerSideSocket member, Ack ack, String why) {
        if (ack.isWanted()) {
            ack.send(Map.of("error", why));
        } else {
            member.emit("refused", why);
        }
    }

    private void enter(ServerSideSocket member) {
        member.onDisconnecting((_, _) -> {
            publicRooms(member).forEach(room -> tell(member, "leave", room));
            idByName.remove(fold(nick(member)), member.id());
        });
        if (member.recovered() && idByName.putIfAbsent(fold(nick(member)), member.id()) == null) {
            publicRooms(member).forEach(room -> tell(member, "join", room));
            return; // it is who and where it was
        }
        String name = freeName(member.id());
        member.data().put(NICK, name);
        enterRoom(member, LOBBY);
        member.emit("welcome", new Whereabouts(LOBBY, member.id(), name));
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

    private Object say(ServerSideSocket member, Arguments args) throws Refusal {
        String text = required(args, 0, "a text");
        String room = args.text(1) != null ? args.text(1) : (String) member.data().get(ROOM);
        if (room == null) {
            throw new Refusal("you are in no room; join one first");
        }
        if (!publicRooms(member).contains(room)) {
            throw new Refusal("you are not in '" + room + "'");
        }
        Whereabouts from = new Whereabouts(room, member.id(), nick(member));
        namespace.to(room).emit("chat message", text, from);
        return from;
    }

    private Object rename(ServerSideSocket member, Arguments args) throws Refusal {
        String name = required(args, 0, "a name");
        if (!NAME.matcher(name).matches() || namespace.rooms().isMember(name)) {
            throw new Refusal("'" + name + "' cannot be a name: 1 to 32 letters, digits, '_', '-' or '.'");
        }
        String before = nick(member);
        String holder = idByName.putIfAbsent(fold(name), member.id());
        if (holder != null && !holder.equals(member.id())) {
            throw new Refusal("the name '" + name + "' is taken");
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

    private Object join(ServerSideSocket member, Arguments args) throws Refusal {
        String room = required(args, 0, "a room");
        if (!ROOM_NAME.matcher(room).matches()) {
            throw new Refusal(
                    "'" + room + "' cannot be a room: 1 to 32 letters, digits, '_', '-', '.' or '#'");
        }
        if (namespace.rooms().isMember(room)) {
            throw new Refusal("'" + room + "' is a member's own room");
        }
        if (!publicRooms(member).contains(room)) {
            if (publicRooms(member).size() >= MAX_ROOMS_OF_A_MEMBER) {
                throw new Refusal("you are in " + MAX_ROOMS_OF_A_MEMBER + " rooms already; leave one first");
            }
            enterRoom(member, room);
        }
        member.data().put(ROOM, room);
        return new Whereabouts(room, member.id(), nick(member));
    }

    private void enterRoom(ServerSideSocket member, String room) {
        member.join(room);
        member.data().put(ROOM, room);
        tell(member, "join", room);
    }

    private Object leave(ServerSideSocket member, Arguments args) throws Refusal {
        String room = required(args, 0, "a room");
        if (!publicRooms(member).contains(room)) {
            throw new Refusal("you are not in '" + room + "'");
        }
        tell(member, "leave", room);
        member.leave(room);
        List<String> left = publicRooms(member);
        if (room.equals(member.data().get(ROOM))) {
            if (left.isEmpty()) {
                member.data().remove(ROOM);
            } else {
                member.data().put(ROOM, left.getLast());
            }
        }
        return new Whereabouts(room, member.id(), nick(member));
    }

    private static String required(Arguments args, int index, String what) throws Refusal {
        String text = args.text(index);
        if (text == null || text.isEmpty()) {
            throw new Refusal(what + " is missing");
        }
        return text;
    }

    /** To the others in a room. */
    private void tell(ServerSideSocket member, String event, String room) {
        member.to(room).emit(event, new Whereabouts(room, member.id(), nick(member)));
    }

    private static List<String> publicRooms(ServerSideSocket member) {
        return member.rooms().stream().filter(room -> !room.equals(member.id()) && !room.equals(WATCHERS))
                .toList();
    }

    private Map<String, Integer> rooms() {
        Map<String, Integer> sizes = namespace.rooms().sizes();
        sizes.remove(WATCHERS);
        return sizes;
    }

    /** Called under the lock of the rooms. */
    private void tellRooms() {
        if (changed.compareAndSet(false, true)) {
            Thread.ofVirtual().name("tell rooms").start(() -> {
                try {
                    Thread.sleep(SETTLE_MILLIS);
                    changed.set(false);
                    namespace.to(WATCHERS).emit("rooms", rooms());
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** Names that differ only in case are one name. */
    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
