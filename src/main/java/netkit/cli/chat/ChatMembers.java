package netkit.cli.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import netkit.chat.Chat;
import netkit.chat.ChatEvent;
import netkit.chat.ChatMember;
import netkit.chat.RefusedException;
import netkit.socketio.Ack;
import netkit.socketio.Adapter;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/**
 * The members of a chat as other servers see them: clients of a Socket.IO namespace, whatever their transport. Those that
 * read lines get the events of the chat, and acknowledge nothing; Socket.IO clients get every event.
 */
final class ChatMembers implements Adapter.LocalClients {
    private final Chat chat;
    private final Adapter.LocalClients sockets;
    private final int longestText;
    private final Runnable onChanged;

    /**
     * @param sockets the Socket.IO clients among the members
     * @param longestText in bytes, of a line
     * @param onChanged called when the members of another server have changed
     */
    ChatMembers(Chat chat, Adapter.LocalClients sockets, int longestText, Runnable onChanged) {
        this.chat = chat;
        this.sockets = sockets;
        this.longestText = longestText;
        this.onChanged = onChanged;
    }

    @Override
    public String namespace() {
        return sockets.namespace();
    }

    @Override
    public void deliver(Packet.Event event, Selection to, boolean isVolatile) {
        Optional<ChatEvent> line = ChatEvents.decode(event.values(), to, longestText);
        chat.exclusively(() -> { // so that all get it in the same order
            sockets.deliver(event, to, isVolatile);
            line.ifPresent(heard -> chat.deliver(heard, to.rooms(), to.except()));
        });
    }

    @Override
    public void deliverWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck) {
        Optional<ChatEvent> line = ChatEvents.decode(event.values(), to, longestText);
        chat.exclusively(() -> {
            sockets.deliverWithAck(event, to, timeout, onClients, onAck);
            line.ifPresent(heard -> chat.deliver(heard, to.rooms(), to.except()));
        });
    }

    @Override
    public void join(Selection clients, Set<String> rooms) {
        List<ChatMember> members = members(clients);
        sockets.join(clients, rooms); // also rooms that the chat has not
        rooms.stream().filter(Chat::isRoom).forEach(room -> members.forEach(member -> join(member, room)));
    }

    private void join(ChatMember member, String room) {
        try {
            chat.join(member, room);
            notice(member, "you are in " + room + "; your text goes there now");
        } catch (RefusedException _) {
            // the chat's rules hold for all
        }
    }

    @Override
    public void leave(Selection clients, Set<String> rooms) {
        List<ChatMember> members = members(clients);
        sockets.leave(clients, rooms);
        rooms.forEach(room -> members.forEach(member -> leave(member, room)));
    }

    private void leave(ChatMember member, String room) {
        try {
            chat.leave(member, room);
            notice(member, "you left " + room);
        } catch (RefusedException _) {
            // it was not in the room
        }
    }

    private static void notice(ChatMember member, String text) {
        if (!hasSocket(member)) { // a program tells its Socket.IO clients itself
            member.notice(text);
        }
    }

    @Override
    public void disconnect(Selection clients, boolean closes) {
        members(clients).stream().filter(member -> !hasSocket(member))
                .forEach(member -> member.end("another server has disconnected you; goodbye"));
        sockets.disconnect(clients, closes);
    }

    @Override
    public List<Adapter.ClientDetails> clients(Selection selected) {
        List<Adapter.ClientDetails> details = new ArrayList<>(sockets.clients(selected));
        members(selected).stream().filter(member -> !hasSocket(member))
                .forEach(member -> details.add(new Adapter.ClientDetails(member.id(), handshake(),
                        chat.rooms().roomsOf(member.id()),
                        Map.of(ChatEvents.NICK, member.name(), ChatHub.SINCE, member.named()))));
        return details;
    }

    /** Returns what every program finds in the details of a client. */
    private static Map<String, Object> handshake() {
        Map<String, Object> handshake = new LinkedHashMap<>();
        for (String part : List.of("headers", "query", "auth")) {
            handshake.put(part, Map.of());
        }
        return handshake;
    }

    @Override
    public Set<String> rooms() {
        Set<String> all = new LinkedHashSet<>(sockets.rooms());
        all.addAll(chat.rooms().names());
        return all;
    }

    @Override
    public boolean hasRoom(String room) {
        return chat.rooms().exists(room) || sockets.hasRoom(room);
    }

    @Override
    public void serverSideEvent(List<Object> values, Ack ack) {
        if (!values.isEmpty() && ChatHub.CHANGED.equals(values.getFirst())) {
            onChanged.run();
        } else {
            sockets.serverSideEvent(values, ack);
        }
    }

    private static boolean hasSocket(ChatMember member) {
        return member.channel().hasOwnRooms();
    }

    private List<ChatMember> members(Selection selected) {
        List<ChatMember> members = new ArrayList<>();
        if (selected.rooms().isEmpty()) {
            chat.rooms().broadcastToAll(selected.except(), members::add);
        } else {
            chat.rooms().broadcast(selected.rooms(), selected.except(), members::add);
        }
        return members;
    }
}
