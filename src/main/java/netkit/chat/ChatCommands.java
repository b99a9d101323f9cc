package netkit.chat;

import java.util.ArrayList;
import java.util.List;

import netkit.net.PrintableText;

/** The chat as lines of text: executes the commands of members, and replies with notices and errors. */
final class ChatCommands {
    private final Chat chat;

    ChatCommands(Chat chat) {
        this.chat = chat;
    }

    static void greet(ChatMember member) {
        member.notice("you are " + member.name() + " in " + Chat.LOBBY + "; /help lists the commands");
        member.notice("your id is " + member.id() + ": it stays when your name changes");
    }

    /** Parses a line that is not blank. */
    static ChatCommand parse(String line) {
        try {
            check(line, "line");
            return ChatCommand.parse(line);
        } catch (RefusedException e) {
            return new ChatCommand.Invalid(e.getMessage());
        }
    }

    /** Whether what a command does depends on the members of other servers at this moment. */
    boolean isAboutAllMembers(ChatCommand command) {
        return switch (command) {
            case ChatCommand.Nick _,ChatCommand.Rooms _,ChatCommand.Who _ -> true;
            case ChatCommand.To(var room, _) -> chat.sizeOf(room) == 0;
            case ChatCommand.Msg(var nameOrId, _) -> chat.holder(nameOrId).isEmpty();
            case ChatCommand.Say _,ChatCommand.Join _,ChatCommand.Leave _,ChatCommand.Events _,ChatCommand.Help _,ChatCommand.Quit _,ChatCommand.Invalid _ ->
                false;
        };
    }

    void execute(ChatMember member, ChatCommand command) {
        try {
            switch (command) {
                case ChatCommand.Say(var text) -> chat.say(member, current(member, "/join ROOM first"), text);
                case ChatCommand.Nick(var name) -> nick(member, name);
                case ChatCommand.Join(var room) -> {
                    chat.join(member, room);
                    member.notice("you are in " + room + "; your text goes there now");
                }
                case ChatCommand.Leave(var room) -> leave(member, room);
                case ChatCommand.To(var room, var text) -> to(member, room, text);
                case ChatCommand.Msg(var nameOrId, var text) -> chat.msg(member, nameOrId, text);
                case ChatCommand.Rooms() -> listRooms(member);
                case ChatCommand.Who(var room) -> who(member, room);
                case ChatCommand.Events(var on) -> {
                    chat.watch(member, on);
                    member.notice("events " + (on ? "on" : "off"));
                }
                case ChatCommand.Help() -> help(member);
                case ChatCommand.Quit() -> {
                    chat.leave(member);
                    member.end("goodbye");
                }
                case ChatCommand.Invalid(var why) -> member.error(why);
            }
        } catch (RefusedException e) {
            member.error(e.getMessage());
        }
    }

    private static String current(ChatMember member, String instead) throws RefusedException {
        if (member.currentRoom().isEmpty()) {
            throw new RefusedException("you are in no room; " + instead);
        }
        return member.currentRoom();
    }

    /**
     * Checks the text of a line.
     *
     * @param what the whole, such as a line
     * @throws RefusedException if another member's terminal would execute it, turn the reading direction of what follows, or
     *         hide it
     */
    static void check(String line, String what) throws RefusedException {
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            if (line.charAt(i) != '\t' && PrintableText.isDangerous(line, i)) {
                int c = line.codePointAt(i);
                throw new RefusedException(String.format(
                        "character %d of the %s is %s (U+%04X); nothing was sent", i + 1, what,
                        PrintableText.isControl(c) ? "a control character" : "an invisible character", c));
            }
        }
    }

    private void to(ChatMember member, String room, String text) throws RefusedException {
        if (chat.isMember(room)) {
            chat.msg(member, room, text);
        } else if (chat.sizeOf(room) > 0) {
            chat.say(member, room, text);
        } else {
            throw noSuchRoom(room);
        }
    }

    private void nick(ChatMember member, String name) throws RefusedException {
        chat.rename(member, name);
        member.notice("you are " + name + " now");
    }

    private void leave(ChatMember member, String asked) throws RefusedException {
        String room = asked.isEmpty() ? current(member, "/join ROOM first") : asked;
        if (!room.equals(member.id()) && !chat.roomsOf(member).contains(room)) {
            throw new RefusedException("you are not in '" + room + "'; /rooms lists your rooms");
        }
        boolean isCurrent = room.equals(member.currentRoom());
        chat.leave(member, room);
        String left = "you left " + room;
        if (isCurrent) {
            left += "; " + (member.currentRoom().isEmpty() ? "you are in no room now"
                    : "your text goes to " + member.currentRoom() + " now");
        }
        member.notice(left);
    }

    private void listRooms(ChatMember member) {
        List<String> all = new ArrayList<>();
        chat.sizes().forEach((room, size) -> all.add(room + " (" + size + ")"));
        if (all.isEmpty()) {
            member.notice("there are no rooms");
        } else {
            list(member, "rooms: ", all);
        }
        List<String> own = new ArrayList<>();
        chat.roomsOf(member)
                .forEach(room -> own.add(room.equals(member.currentRoom()) ? room + " (current)" : room));
        own.add(member.id() + " (your own)");
        list(member, "you are in: ", own);
    }

    private void who(ChatMember member, String asked) throws RefusedException {
        String room = asked.isEmpty() ? current(member, "/who ROOM asks about another") : asked;
        List<String> found = chat.namesIn(room, member);
        if (found.isEmpty()) {
            throw noSuchRoom(room);
        }
        list(member, "in " + room + ": ", found);
    }

    private static void list(ChatMember member, String head, List<String> items) {
        ChatList.lines(head, items).forEach(member::notice);
    }

    private static void help(ChatMember member) {
        for (ChatCommand.Word word : ChatCommand.Word.values()) {
            member.notice(String.format("%-21s %s", word.usage(), word.what()));
        }
        member.notice("anything else is said in your current room; // at its start stands for one /");
    }

    private static RefusedException noSuchRoom(String room) {
        return new RefusedException("there is no room '" + room + "'; /rooms lists them");
    }
}
