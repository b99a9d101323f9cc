package netkit.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One member of a chat: its id, its name, its current room, and the channel to it. */
public final class ChatMember {
    /** A channel to a member over any transport. No method may block, since the lines of all members pass here. */
    public interface Channel {
        void line(ChatLine line);

        /** Sends a last line and closes the connection after it. */
        void end(ChatLine lastLine);

        /**
         * Whether the transport has rooms of its own: then {@link Cluster#broadcastHere} reaches the member, not
         * {@link #line}, with all that is said in its rooms, its own messages included.
         */
        default boolean hasOwnRooms() {
            return false;
        }

        /** The member has joined a room. */
        default void joined(String room) {}

        /** The member has left a room, and is still in the chat. */
        default void left(String room) {}

        /**
         * The member has a name.
         *
         * @param since microseconds since 1970
         */
        default void named(String name, long since) {}
    }

    private final String id;
    private final Channel channel;
    private volatile String name;
    private volatile long named;
    private volatile String currentRoom = "";
    private String aloneIn = "";

    ChatMember(String id, String name, Channel channel) {
        this.id = id;
        this.channel = channel;
        rename(name);
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Returns when it took its name, microseconds since 1970. */
    public long named() {
        return named;
    }

    /** Gives it a name, from this moment on. */
    void rename(String newName) {
        name = newName;
        named = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        channel.named(newName, named);
    }

    /** Returns its channel. */
    public Channel channel() {
        return channel;
    }

    /** Returns the room to which plain text goes; empty if the member is only in its own room. */
    public String currentRoom() {
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

    void send(ChatLine line) {
        channel.line(line);
    }

    /** Sends a notice, {@code * …}. */
    public void notice(String text) {
        channel.line(new ChatLine("* " + text));
    }

    /** Sends an error, {@code ! …}: what was not done, and why. */
    void error(String text) {
        channel.line(new ChatLine("! " + text));
    }

    /** Sends a last notice and closes the connection after it. */
    public void end(String lastNotice) {
        channel.end(new ChatLine("* " + lastNotice));
    }
}
