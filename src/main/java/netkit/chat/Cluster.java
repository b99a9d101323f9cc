package netkit.chat;

import java.util.Collection;

/**
 * The members of a chat that it cannot reach by a {@link ChatMember.Channel}: those of other servers, and the clients here
 * whose transport has rooms of its own. Of its methods only {@link #refresh} waits; all others may be called under locks.
 */
public interface Cluster {
    /** The cluster of a chat that is alone. */
    Cluster ALONE = new Cluster() {
        @Override
        public void broadcast(ChatEvent event, Collection<String> rooms, Collection<String> except) {}

        @Override
        public void broadcastHere(ChatEvent event, Collection<String> rooms, Collection<String> except) {}

        @Override
        public void changed() {}

        @Override
        public void refresh() {}

        @Override
        public Elsewhere elsewhere() {
            return Elsewhere.NONE;
        }

        @Override
        public boolean isCertain() {
            return true;
        }

        @Override
        public String guestSuffix() {
            return "";
        }
    };

    /**
     * Sends an event to the clients in any of the rooms that have rooms of their own, here and at other servers.
     *
     * @param rooms none for all clients
     * @param except clients in any of these rooms are skipped; a member's own id is such a room
     */
    void broadcast(ChatEvent event, Collection<String> rooms, Collection<String> except);

    /** Does the same for the clients of this server only. */
    void broadcastHere(ChatEvent event, Collection<String> rooms, Collection<String> except);

    /** A member here has come or gone, or has other rooms or another name. */
    void changed();

    /** Waits, for a short time, until {@link #elsewhere} is what it was at the time of the call, or later. */
    void refresh();

    /** Returns the members at other servers, as far as they are known. */
    Elsewhere elsewhere();

    /** Whether {@link #elsewhere} lacks no change that is known of. */
    boolean isCertain();

    /** Returns what the names of this server's guests end with, so that they differ from those of others. */
    String guestSuffix();
}
