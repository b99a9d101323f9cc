package netkit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import netkit.net.PrintableText;
import netkit.rooms.RoomEvent;
import netkit.rooms.Rooms;

/**
 * The rules of the chat: names, rooms, and which member receives what. It knows no transport, so that members over TCP
 * and over other transports share one chat. Thread-safe.
 */
public final class Chat {
    public static final String LOBBY = "lobby";
    /** Replaces the room's name in a message to one member, so no room may have this name. */
    private static final String DIRECT = "direct";
    public static final int MAX_ROOMS_OF_A_MEMBER = 100;
    /** The most members of a room that are told by name who comes and goes; those of a larger one are told how many. */
    public static final int SMALL_ROOM = 20;
    private static final Pattern ROOM = Pattern.compile("[\\p{L}\\p{N}_#][\\p{L}\\p{M}\\p{N}_.#-]{0,31}");

    private final Rooms<ChatMember> rooms = new Rooms<>(this::changed);
    private final Names<ChatMember> names = new Names<>();
    private final Set<ChatMember> watchers = ConcurrentHashMap.newKeySet();
    private final Supplier<String> newId;
    private volatile boolean closing;

    /** @param newId generates unique ids that cannot be guessed */
    public Chat(Supplier<String> newId) {
        this.newId = newId;
    }

    /** Adds a new member, with a guest's name, in the lobby. */
    public ChatMember enter(ChatMember.Channel channel) {
        ChatMember member;
        do {
            member = new ChatMember(newId.get(), names.nextGuest(), channel);
        } while (!names.take(member.name(), member));
        rooms.enter(member.id(), member);
        rooms.join(member.id(), LOBBY);
        member.moveTo(LOBBY);
        // only now does each message to the lobby reach the member
        member.notice("you are " + member.name() + " in " + LOBBY + "; /help lists the commands");
        member.notice("your id is " + member.id() + ": it stays when your name changes");
        return member;
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
        if (closing) {
            return;
        }
        synchronized (member) { // otherwise it could take a name or join a room while it is leaving
            if (rooms.isMember(member.id()) && !line.isBlank()) {
                execute(member, line);
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

    private void execute(ChatMember member, String line) {
        int found = firstDangerousCharacter(line);
        if (found >= 0) {
            // another member's terminal would execute it, turn the reading direction of what follows, or hide it
            int c = line.codePointAt(found);
            member.error(String.format("character %d of the line is %s (U+%04X); nothing was sent",
                    found + 1,
                    PrintableText.isControl(c) ? "a control character" : "an invisible character", c));
            return;
        }
        switch (ChatCommand.parse(line)) {
            case ChatCommand.Say(var text) -> say(member, text);
            case ChatCommand.Nick(var name) -> nick(member, name);
            case ChatCommand.Join(var room) -> join(member, room);
            case ChatCommand.Leave(var room) -> leave(member, room);
            case ChatCommand.To(var room, var text) -> to(member, room, text);
            case ChatCommand.Msg(var nameOrId, var text) -> msg(member, nameOrId, text);
            case ChatCommand.Rooms() -> listRooms(member);
            case ChatCommand.Who(var room) -> who(member, room);
            case ChatCommand.Events(var on) -> events(member, on);
            case ChatCommand.Help() -> help(member);
            case ChatCommand.Quit() -> quit(member);
            case ChatCommand.Invalid(var why) -> member.error(why);
        }
    }

    private static int firstDangerousCharacter(String line) {
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            if (line.charAt(i) != '\t' && PrintableText.isDangerous(line, i)) {
                return i;
            }
        }
        return -1;
    }

    private void quit(ChatMember member) {
        leave(member);
        member.end("goodbye");
    }

    private void say(ChatMember member, String text) {
        if (member.currentRoom().isEmpty()) {
            member.error("you are in no room; /join ROOM first");
        } else {
            sayIn(member, member.currentRoom(), text);
        }
    }

    private void sayIn(ChatMember speaker, String room, String text) {
        ChatLine line = ChatMember.messageOf(room, speaker.name(), text);
        boolean alone = rooms.broadcast(List.of(room), List.of(speaker.id()), other -> other.send(line)) == 0;
        if (speaker.speaksAlone(alone ? room : "")) {
            speaker.notice("you are alone in " + room + ": no other member receives this");
        }
    }

    private void to(ChatMember member, String room, String text) {
        if (rooms.isMember(room)) {
            msg(member, room, text);
        } else if (rooms.exists(room)) {
            sayIn(member, room, text);
        } else {
            noSuchRoom(member, room);
        }
    }

    private void msg(ChatMember member, String nameOrId, String text) {
        // an id takes precedence: names ignore case and ids do not, so a name could imitate an id
        String id = rooms.isMember(nameOrId) ? nameOrId
                : names.holder(nameOrId).map(ChatMember::id).orElse(nameOrId);
        if (id.equals(member.id())) {
            member.error("'" + nameOrId + "' is you");
        } else if (!rooms.isMember(id)) {
            member.error("there is no member '" + nameOrId + "'; /who lists those in your room");
        } else {
            ChatLine line = ChatMember.messageOf(DIRECT, member.name(), text);
            rooms.broadcast(List.of(id), List.of(), other -> other.send(line));
        }
    }

    private void nick(ChatMember member, String name) {
        if (rooms.isMember(name)) {
            member.error("'" + name + "' is a member's id, and cannot be a name");
            return;
        }
        if (!Names.isName(name)) {
            member.error("'" + name + "' cannot be a name: 1 to 32 letters, digits, '_', '-' or '.'");
            return;
        }
        String before = member.name();
        if (!names.change(before, name, member)) {
            member.error("the name '" + name + "' is taken");
            return;
        }
        member.rename(name);
        member.notice("you are " + name + " now");
        List<String> small = publicRoomsOf(member).stream().filter(room -> rooms.sizeOf(room) <= SMALL_ROOM)
                .toList();
        if (!name.equals(before)) {
            ChatLine line = ChatMember.noticeOf(before + " is " + name + " now");
            rooms.broadcast(small, List.of(member.id()), other -> other.send(line));
        }
    }

    private void join(ChatMember member, String room) {
        if (!isRoom(room) || room.equals(DIRECT)) {
            member.error("'" + room
                    + "' cannot be a room: 1 to 32 letters, digits, '_', '-', '.' or '#', and not '"
                    + DIRECT + "'");
        } else if (rooms.isMember(room)) {
            member.error("'" + room + "' is a member's own room; /msg reaches it");
        } else if (isFull(rooms.roomsOf(member.id()), room)) {
            member.error("you are in " + MAX_ROOMS_OF_A_MEMBER + " rooms already; /leave one first");
        } else {
            rooms.join(member.id(), room);
            member.moveTo(room);
            member.notice("you are in " + room + "; your text goes there now");
        }
    }

    /** Returns whether a room may have this name. */
    public static boolean isRoom(String name) {
        return ROOM.matcher(name).matches();
    }

    private static boolean isFull(List<String> joined, String room) {
        return joined.size() > MAX_ROOMS_OF_A_MEMBER && !joined.contains(room); // not counting its own
    }

    private void leave(ChatMember member, String asked) {
        String room = asked.isEmpty() ? member.currentRoom() : asked;
        if (room.isEmpty()) {
            member.error("you are in no room; /join ROOM first");
        } else if (room.equals(member.id())) {
            member.error("you cannot leave the room of your own id");
        } else if (!rooms.leave(member.id(), room)) {
            member.error("you are not in '" + room + "'; /rooms lists your rooms");
        } else if (room.equals(member.currentRoom())) {
            List<String> left = publicRoomsOf(member);
            member.moveTo(left.isEmpty() ? "" : left.getLast());
            member.notice("you left " + room + "; " + (left.isEmpty()
                    ? "you are in no room now"
                    : "your text goes to " + left.getLast() + " now"));
        } else {
            member.notice("you left " + room);
        }
    }

    private List<String> publicRoomsOf(ChatMember member) {
        List<String> all = rooms.roomsOf(member.id());
        return all.isEmpty() ? all : all.subList(1, all.size()); // the first is the room of its own id
    }

    private void listRooms(ChatMember member) {
        List<String> all = new ArrayList<>();
        rooms.sizes().forEach((room, size) -> all.add(room + " (" + size + ")"));
        if (all.isEmpty()) {
            member.notice("there are no rooms");
        } else {
            list(member, "rooms: ", all);
        }
        List<String> own = new ArrayList<>();
        publicRoomsOf(member)
                .forEach(room -> own.add(room.equals(member.currentRoom()) ? room + " (current)" : room));
        own.add(member.id() + " (your own)");
        list(member, "you are in: ", own);
    }

    private void who(ChatMember member, String asked) {
        String room = asked.isEmpty() ? member.currentRoom() : asked;
        if (room.isEmpty()) {
            member.error("you are in no room; /who ROOM asks about another");
            return;
        }
        List<String> found = new ArrayList<>();
        rooms.membersOf(room).forEach(other -> found.add(other.name() + (other == member ? " (you)" : "")));
        if (found.isEmpty()) {
            noSuchRoom(member, room);
        } else {
            list(member, "in " + room + ": ", found);
        }
    }

    private static void list(ChatMember member, String head, List<String> items) {
        ChatList.lines(head, items).forEach(member::notice);
    }

    private void events(ChatMember member, boolean on) {
        if (on) {
            watchers.add(member);
        } else {
            watchers.remove(member);
        }
        member.notice("events " + (on ? "on" : "off"));
    }

    /** Tells the watchers of a change, and the other members of the room. */
    private void changed(RoomEvent event) {
        if (closing) {
            return; // all leave
        }
        ChatMember member = event.id().isEmpty() ? null : rooms.member(event.id());
        ChatLine line = ChatMember.noticeOf(event + (member == null ? "" : " (" + member.name() + ")"));
        watchers.forEach(watcher -> watcher.send(line));
        if (member != null && !event.room().equals(member.id())) {
            announce(event, member);
        }
    }

    private void announce(RoomEvent event, ChatMember member) {
        int size = rooms.sizeOf(event.room());
        if (size > SMALL_ROOM && !isRound(size)) {
            return;
        }
        ChatLine line = ChatMember.noticeOf(size > SMALL_ROOM
                ? event.room() + " has " + size + " members now"
                : member.name() + (event.kind() == RoomEvent.Kind.JOIN_ROOM ? " joined " : " left ")
                        + event.room());
        rooms.broadcast(List.of(event.room()), List.of(member.id()), other -> {
            if (!watchers.contains(other)) { // they have the event itself
                other.send(line);
            }
        });
    }

    /** Whether only the first digit is not zero: so the members of a room that fills are told a few times only. */
    private static boolean isRound(int number) {
        int first = number;
        while (first % 10 == 0) {
            first /= 10;
        }
        return first < 10;
    }

    private static void help(ChatMember member) {
        for (ChatCommand.Word word : ChatCommand.Word.values()) {
            member.notice(String.format("%-21s %s", word.usage(), word.what()));
        }
        member.notice("anything else is said in your current room; // at its start stands for one /");
    }

    private static void noSuchRoom(ChatMember member, String room) {
        member.error("there is no room '" + room + "'; /rooms lists them");
    }
}
