package netkit.chat;

/** What members of the chat are told, in a form that each transport encodes in its own way; its text is a line of the chat. */
public sealed interface ChatEvent {
    /** Replaces the room's name in a message to one member, so no room may have this name. */
    String DIRECT = "direct";

    /**
     * A message to a room, or to one member.
     *
     * @param room {@link #DIRECT} if it is for one member
     * @param id of the speaker
     * @param name of the speaker
     */
    record Message(String room, String id, String name, String text) implements ChatEvent {
        @Override
        public String toString() {
            return "[" + room + "] " + name + ": " + text;
        }
    }

    /** A member has joined a room. */
    record Joined(String room, String id, String name) implements ChatEvent {
        @Override
        public String toString() {
            return "* " + name + " joined " + room;
        }
    }

    /** A member has left a room. */
    record Left(String room, String id, String name) implements ChatEvent {
        @Override
        public String toString() {
            return "* " + name + " left " + room;
        }
    }

    /** A member has taken another name. */
    record Renamed(String id, String name, String before) implements ChatEvent {
        @Override
        public String toString() {
            return "* " + before + " is " + name + " now";
        }
    }

    /** What a server itself says. */
    record Notice(String text) implements ChatEvent {
        @Override
        public String toString() {
            return "* " + text;
        }
    }
}
