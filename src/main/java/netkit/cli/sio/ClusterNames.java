package netkit.cli.sio;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import netkit.chat.Names;
import netkit.socketio.Namespace;
import netkit.socketio.RemoteSocket;
import netkit.socketio.ServerSideSocket;

/**
 * The names that members of all servers of a cluster have. A name is claimed before it is taken, so that of two members
 * who choose it at the same time exactly one gets it: each sees the other's claim, or the name itself.
 */
final class ClusterNames {
    /** The member's name, and the name it claims, among the data that other servers can fetch. */
    static final String NICK = "nick";
    private static final String CLAIM = "claim";
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** For the claim of a member with a larger id to be decided. */
    private static final int MOST_PAUSES = 40;

    private final Namespace namespace;

    ClusterNames(Namespace namespace) {
        this.namespace = namespace;
    }

    /**
     * Claims a name and records it as the member's, if no member of another server has it. Without a connection to the other
     * servers every name is free.
     */
    boolean take(ServerSideSocket member, String name) {
        member.data().put(CLAIM, name);
        boolean free = isFree(member, name);
        if (free) {
            member.data().put(NICK, name); // the claim stays, so that there is no moment without either
        } else {
            release(member);
        }
        return free;
    }

    /** Gives up a claim: the member keeps the name it has, if it has one. */
    void release(ServerSideSocket member) {
        if (member.data().get(NICK) instanceof String name) {
            member.data().put(CLAIM, name);
        } else {
            member.data().remove(CLAIM);
        }
    }

    private boolean isFree(ServerSideSocket member, String name) {
        for (int i = 0; i < MOST_PAUSES; i++) {
            boolean isContested = false;
            for (RemoteSocket other : membersElsewhere()) {
                boolean claims = has(other, CLAIM, name);
                if (has(other, NICK, name) || claims && other.id().compareTo(member.id()) < 0) {
                    return false;
                }
                isContested |= claims;
            }
            if (!isContested) {
                return true;
            }
            if (!pause()) {
                return false;
            }
        }
        return false; // the other server does not decide
    }

    private static boolean has(RemoteSocket other, String key, String name) {
        return other.data().get(key) instanceof String text && Names.isSame(text, name);
    }

    /** Returns false if the thread was interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the clients of the other servers, as far as these can be reached and reply in time. */
    List<RemoteSocket> membersElsewhere() {
        try {
            return namespace.fetchSocketsElsewhere();
        } catch (IOException _) {
            return List.of(); // the chat goes on here
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
