package netkit.chat;

import java.util.Locale;

/** A command of a member, parsed from one line. */
public sealed interface ChatCommand {
    /** Text for the current room. */
    record Say(String text) implements ChatCommand {}

    record Nick(String name) implements ChatCommand {}

    record Join(String room) implements ChatCommand {}

    /** Leaves a room; the empty name is the current room. */
    record Leave(String room) implements ChatCommand {}

    record To(String room, String text) implements ChatCommand {}

    record Msg(String nameOrId, String text) implements ChatCommand {}

    record Rooms() implements ChatCommand {}

    /** Lists the members of a room; the empty name is the current room. */
    record Who(String room) implements ChatCommand {}

    record Events(boolean on) implements ChatCommand {}

    record Help() implements ChatCommand {}

    record Quit() implements ChatCommand {}

    /** An invalid line; {@code why} is the reply. */
    record Invalid(String why) implements ChatCommand {}

    /** The commands in the order of {@code /help}, with their usage and effect. */
    enum Word {
        NICK("/nick NAME", "take a name"), //
        JOIN("/join ROOM", "join a room; your text goes there from now on"), //
        LEAVE("/leave [ROOM]", "leave a room, or the current one"), //
        TO("/to ROOM TEXT", "say something to another room"), //
        MSG("/msg NAME-OR-ID TEXT", "say something to one member"), //
        ROOMS("/rooms", "which rooms there are, and which you are in"), //
        WHO("/who [ROOM]", "who is in a room"), //
        EVENTS("/events on|off", "see each change of a room, with ids"), //
        HELP("/help", "this list"), //
        QUIT("/quit", "say goodbye");

        private final String usage;
        private final String what;

        Word(String usage, String what) {
            this.usage = usage;
            this.what = what;
        }

        /** As typed: {@code /nick}. */
        public String typed() {
            return "/" + name().toLowerCase(Locale.ROOT);
        }

        public String usage() {
            return usage;
        }

        public String what() {
            return what;
        }
    }

    /** Parses one line. A line that begins with two slashes is text that begins with one. */
    static ChatCommand parse(String line) {
        if (line.startsWith("//")) {
            return new Say(line.substring(1));
        }
        if (!line.startsWith("/")) {
            return new Say(line);
        }
        String[] parts = line.strip().split("\\s+", 2);
        String rest = parts.length < 2 ? "" : parts[1];
        for (Word word : Word.values()) {
            if (word.typed().equals(parts[0].toLowerCase(Locale.ROOT))) {
                ChatCommand command = parse(word, rest);
                return command == null ? new Invalid("usage: " + word.usage) : command;
            }
        }
        return new Invalid("unknown command '" + parts[0] + "'; /help lists them all");
    }

    /** Returns null if the arguments do not match the usage. */
    private static ChatCommand parse(Word word, String rest) {
        String[] words = rest.isEmpty() ? new String[0] : rest.split("\\s+");
        String first = words.length == 0 ? "" : words[0];
        String room = Names.normalize(first); // RFC 8266: é is one letter, composed or not
        return switch (word) {
            case NICK -> words.length == 1 ? new Nick(first) : null;
            case JOIN -> words.length == 1 ? new Join(room) : null;
            case LEAVE -> words.length < 2 ? new Leave(room) : null;
            case TO -> words.length > 1 ? new To(room, rest.substring(first.length()).strip()) : null;
            case MSG -> words.length > 1 ? new Msg(first, rest.substring(first.length()).strip()) : null;
            case ROOMS -> words.length == 0 ? new Rooms() : null;
            case WHO -> words.length < 2 ? new Who(room) : null;
            case EVENTS -> switch (rest) {
                case "on" -> new Events(true);
                case "off" -> new Events(false);
                default -> null;
            };
            case HELP -> words.length == 0 ? new Help() : null;
            case QUIT -> words.length == 0 ? new Quit() : null;
        };
    }
}
