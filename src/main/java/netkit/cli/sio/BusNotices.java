package netkit.cli.sio;

import netkit.cli.terminal.Log;
import netkit.socketio.Namespace;
import netkit.socketio.redis.RedisBus;

/** A listener that reports the loss and return of the connection to the other servers, to the log and to a chat's members. */
final class BusNotices implements RedisBus.Listener {
    private final Log log;
    private volatile Namespace chat;

    BusNotices(Log log) {
        this.log = log;
    }

    /** From now on the members of this namespace hear of it, too. */
    void tellMembersOf(Namespace namespace) {
        chat = namespace;
    }

    @Override
    public void lost(String cause) {
        tell("the connection to the other servers is lost: " + cause,
                "the connection to the other servers is lost; members of this server can still chat");
    }

    @Override
    public void back(long dropped) {
        tell("the connection to the other servers is back; " + dropped
                + " messages could not be passed on meanwhile",
                "the connection to the other servers is back; messages sent meanwhile did not reach their members");
    }

    private void tell(String line, String notice) {
        log.line(line);
        if (chat != null) {
            chat.local().emit("notice", notice);
        }
    }
}
