package netkit.cli.sio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import netkit.chat.Chat;
import netkit.chat.ChatLine;
import netkit.chat.ChatMember;
import netkit.chat.Names;
import netkit.chat.RefusedException;
import netkit.cli.chat.ChatEvents;
import netkit.cli.chat.ChatHub;
import netkit.net.Backpressure;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.socketio.Ack;
import netkit.socketio.Arguments;
import netkit.socketio.Namespace;
import netkit.socketio.Packet;
import netkit.socketio.ServerSideSocket;
import netkit.socketio.SocketIoServer;

/**
 * The members of the chat over Socket.IO: their events are what lines and commands are to others.
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
 * {@code rooms}; {@code notice} with a text, such as that no other member is in the room of its message; and {@code refused}
 * with the error of a request without acknowledgement.
 */
public final class SioChat {
    /** The room whose members receive changes of the list of rooms; the blank keeps clients from joining it. */
    private static final String ROOM_WATCHERS = " watchers";
    private static final String NICK = ChatEvents.NICK;
    private static final String REFUSED = "refused";
    /** Delay that merges several changes of the rooms into one event. */
    private static final Duration ROOM_UPDATE_DELAY = Duration.ofMillis(100);

    /** Thrown when the arguments of a request are wrong. */
    private static final class RequestException extends Exception {
        private static final long serialVersionUID = 1L;

        RequestException(String message) {
            super(message);
        }
    }

    /** The handler of a request; returns the payload of the acknowledgement. */
    @FunctionalInterface
    private interface Request {
        Object execute(ChatMember member, Arguments args) throws RequestException, RefusedException;
    }

    private final Namespace namespace;
    private final ChatHub hub;
    private final Chat chat;
    private final int longestText;
    private final Backpressure pressure;
    private final SerialExecutor roomUpdates = new SerialExecutor("room update");
    private final AtomicBoolean roomUpdateScheduled = new AtomicBoolean();

    /**
     * @param namespace whose server has the adapters of the hub
     * @param longestText of a message, bytes
     * @param pressure of all transports of the chat
     */
    SioChat(Namespace namespace, ChatHub hub, int longestText, Backpressure pressure) {
        this.namespace = namespace;
        this.hub = hub;
        this.chat = hub.chat();
        this.longestText = longestText;
        this.pressure = pressure;
        hub.onChange(this::scheduleRoomUpdate);
        namespace.onConnection(this::enter);
        on("chat message", this::postMessage);
        on(NICK, this::rename);
        on("join", this::join);
        on("leave", this::leave);
        on("rooms", (member, _) -> {
            namespace.socket(member.id()).ifPresent(socket -> socket.join(ROOM_WATCHERS));
            return chat.sizes();
        });
    }

    /**
     * Lets the clients of a server's main namespace be members of the chat.
     *
     * @param server with the adapters of the hub
     * @param longestText of a message, bytes
     * @param pressure of all transports of the chat
     * @param entered receives a few words about each client that comes
     * @param left receives a few words about each client that goes
     */
    public static void install(SocketIoServer server, ChatHub hub, int longestText, Backpressure pressure,
            Consumer<String> entered, Consumer<String> left) {
        Namespace main = server.namespace(Packet.MAIN);
        new SioChat(main, hub, longestText, pressure);
        main.onConnection(socket -> {
            String client = nick(socket) + " " + socket.id() + " from " + socket.handshake().address()
                    + " at " + socket.namespaceName();
            entered.accept(client + (socket.recovered() ? ", recovered" : ""));
            socket.onDisconnect((_, reason) -> left.accept(client + ", " + reason));
        });
    }

    private void on(String event, Request request) {
        namespace.on(event, (socket, args, ack) -> {
            ChatMember member = chat.rooms().member(socket.id());
            if (member == null) {
                return; // it has left
            }
            if (event.equals(NICK) || event.equals("rooms")) {
                hub.refresh(); // which depend on the members of other servers
            }
            try {
                Object reply;
                synchronized (member) { // as in Chat.handle
                    reply = request.execute(member, args);
                }
                ack.send(reply);
                pressure.awaitDrain();
            } catch (RefusedException | RequestException | IllegalArgumentException e) { // an argument of the wrong type
                refuse(socket, ack, e.getMessage());
            }
        });
    }

    private static void refuse(ServerSideSocket socket, Ack ack, String why) {
        if (ack.isRequested()) {
            ack.send(Map.of("error", why));
        } else {
            socket.emit(REFUSED, why);
        }
    }

    private void enter(ServerSideSocket socket) {
        Optional<String> before = socket.recovered()
                && socket.data().get(NICK) instanceof String name ? Optional.of(name) : Optional.empty();
        List<String> rooms = before.isEmpty() ? List.of(Chat.LOBBY)
                : socket.rooms().stream().filter(Chat::isRoom).filter(room -> !room.equals(socket.id()))
                        .toList();
        ChatMember member = chat.enter(socket.id(), before, rooms, new Channel(socket));
        socket.onDisconnecting((_, _) -> chat.leave(member));
        if (!before.equals(Optional.of(member.name()))) { // else name and rooms were recovered
            socket.emit("welcome", presence(member, member.currentRoom()));
        }
    }

    private static Map<String, Object> presence(ChatMember member, String room) {
        return ChatEvents.presence(room, member.id(), member.name());
    }

    /** Returns the name of a client's member. */
    private static String nick(ServerSideSocket socket) {
        return (String) socket.data().getOrDefault(NICK, "");
    }

    private Object postMessage(ChatMember member, Arguments args)
            throws RequestException, RefusedException {
        String text = required(args, 0, "text");
        String room = room(member, args.text(1));
        if (!chat.roomsOf(member).contains(room)) {
            throw new RequestException("you are not in '" + room + "'");
        }
        if (ChatEvents.isTooLong(text, longestText)) {
            throw new RequestException(
                    "the text is longer than " + longestText + " bytes; nothing was sent");
        }
        chat.say(member, room, text);
        return presence(member, room);
    }

    /** Returns the room that was named, or else the current one. */
    private static String room(ChatMember member, String named) throws RequestException {
        if (named == null && member.currentRoom().isEmpty()) {
            throw new RequestException("you are not in any room; join one first");
        }
        return named == null ? member.currentRoom() : Names.normalize(named);
    }

    private Object rename(ChatMember member, Arguments args) throws RequestException, RefusedException {
        String before = member.name();
        chat.rename(member, required(args, 0, "name"));
        return Map.of("id", member.id(), NICK, member.name(), "before", before);
    }

    private Object join(ChatMember member, Arguments args) throws RequestException, RefusedException {
        String room = Names.normalize(required(args, 0, "room"));
        chat.join(member, room);
        return presence(member, room);
    }

    private Object leave(ChatMember member, Arguments args) throws RequestException, RefusedException {
        String room = room(member, args.text(0));
        chat.leave(member, room);
        return presence(member, room);
    }

    private static String required(Arguments args, int index, String what) throws RequestException {
        String text = args.text(index);
        if (text == null || text.isEmpty()) {
            throw new RequestException("missing " + what);
        }
        return text;
    }

    private void scheduleRoomUpdate() {
        if (roomUpdateScheduled.compareAndSet(false, true)) {
            Scheduler.SYSTEM.after(ROOM_UPDATE_DELAY, () -> roomUpdates.execute(this::updateRooms));
        }
    }

    private void updateRooms() {
        roomUpdateScheduled.set(false);
        if (namespace.rooms().sizeOf(ROOM_WATCHERS) > 0) {
            namespace.local().to(ROOM_WATCHERS).emit("rooms", chat.sizes());
        }
    }

    /** The channel to a member: what is said in its rooms it gets as a client of the namespace, which has the same rooms. */
    private record Channel(ServerSideSocket socket) implements ChatMember.Channel {
        @Override
        public boolean hasOwnRooms() {
            return true;
        }

        @Override
        public void line(ChatLine line) {
            String text = line.toString();
            socket.emit(text.startsWith("! ") ? REFUSED : ChatEvents.NOTICE, text.substring("* ".length()));
        }

        @Override
        public void end(ChatLine lastLine) {
            line(lastLine); // the server disconnects it
        }

        @Override
        public void joined(String room) {
            socket.join(room);
        }

        @Override
        public void left(String room) {
            socket.leave(room);
        }

        @Override
        public void named(String name, long since) {
            socket.data().put(NICK, name);
            socket.data().put(ChatHub.SINCE, since);
        }
    }
}
