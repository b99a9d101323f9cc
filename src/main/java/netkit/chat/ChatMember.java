package netkit.chat;

/** One member of a chat: its id, its name, where its text goes, and the way to it. */
public final class ChatMember {
    /** The way to a member, whatever carries it. Neither method may block: everybody's lines pass through here. */
    public interface Channel {
        /** Sends a line, which has no line end yet. */
        void line(String line);

        /** Sends a last line and hangs up once it is delivered. */
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

    /** Where plain text goes; empty when the member is in no room but its own. */
    String currentRoom() {
        return currentRoom;
    }

    void moveTo(String room) {
        currentRoom = room;
    }

    /** {@code * …}: something to know. */
    void notice(String text) {
        channel.line("* " + text);
    }

    /** {@code ! …}: something that was not done, and why. */
    void error(String text) {
        channel.line("! " + text);
    }

    /** {@code [ROOM] NAME: TEXT}. */
    void message(String room, String speaker, String text) {
        channel.line("[" + room + "] " + speaker + ": " + text);
    }

    void end(String lastNotice) {
        channel.end("* " + lastNotice);
    }
}
