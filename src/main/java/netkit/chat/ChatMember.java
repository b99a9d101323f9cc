package netkit.chat;

/** One member of a chat: its id, its name, its current room, and the channel to it. */
public final class ChatMember {
    /** A channel to a member over any transport. Neither method may block, since the lines of all members pass here. */
    public interface Channel {
        /** Sends a line, given without its line end. */
        void line(String line);

        /** Sends a last line and closes the connection after it. */
        void end(String lastLine);
    }

    private final String id;
    private final Channel channel;
    private volatile String name;
    private volatile String currentRoom;

    ChatMember(String id, String name, Channel channel) {
        this.id = id;
        this.name = name;
        this.channel = channel;
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    void rename(String newName) {
        name = newName;
    }

    /** The room to which plain text goes; empty if the member is only in its own room. */
    String currentRoom() {
        return currentRoom;
    }

    void moveTo(String room) {
        currentRoom = room;
    }

    /** Sends a notice, {@code * …}. */
    void notice(String text) {
        channel.line("* " + text);
    }

    /** Sends an error, {@code ! …}: what was not done, and why. */
    void error(String text) {
        channel.line("! " + text);
    }

    /** Sends a message, {@code [ROOM] NAME: TEXT}. */
    void message(String room, String speaker, String text) {
        channel.line("[" + room + "] " + speaker + ": " + text);
    }

    void end(String lastNotice) {
        channel.end("* " + lastNotice);
    }
}
