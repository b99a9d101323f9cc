package netkit.chat;

/** One member of a chat: its id, its name, its current room, and the channel to it. */
public final class ChatMember {
    /** A channel to a member over any transport. Neither method may block, since the lines of all members pass here. */
    public interface Channel {
        void line(ChatLine line);

        /** Sends a last line and closes the connection after it. */
        void end(ChatLine lastLine);
    }

    private final String id;
    private final Channel channel;
    private volatile String name;
    private volatile String currentRoom;
    private String aloneIn = "";

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

    /**
     * Notes that a message has reached no other member.
     *
     * @param room of the message; empty if it has reached another one
     * @return whether the member is to be told, as it has not been for the message before
     */
    synchronized boolean speaksAlone(String room) {
        boolean isNew = !room.isEmpty() && !room.equals(aloneIn);
        aloneIn = room;
        return isNew;
    }

    /** Returns a notice, {@code * …}. */
    static ChatLine noticeOf(String text) {
        return new ChatLine("* " + text);
    }

    /** Returns a message, {@code [ROOM] NAME: TEXT}. */
    static ChatLine messageOf(String room, String speaker, String text) {
        return new ChatLine("[" + room + "] " + speaker + ": " + text);
    }

    void send(ChatLine line) {
        channel.line(line);
    }

    /** Sends a notice, {@code * …}. */
    void notice(String text) {
        channel.line(noticeOf(text));
    }

    /** Sends an error, {@code ! …}: what was not done, and why. */
    void error(String text) {
        channel.line(new ChatLine("! " + text));
    }

    void end(String lastNotice) {
        channel.end(noticeOf(lastNotice));
    }
}
