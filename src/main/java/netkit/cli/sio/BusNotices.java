package netkit.cli.sio;

import netkit.cli.terminal.Log;
import netkit.socketio.Namespace;
import netkit.socketio.redis.RedisBus;

/** Tells the log, and the members of a chat, that the connection to the other servers is lost or back. */
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
                "the connection to the other servers is lost; members here go on");
    }

    @Override
    public void back(long dropped) {
        tell("the connection to the other servers is back; " + dropped
                + " messages could not be passed on meanwhile",
                "the connection to the other servers is back; what was said meanwhile was not passed on or stored");
    }

    private void tell(String line, String notice) {
        log.line(line);
        if (chat != null) {
            chat.local().emit("notice", notice);
        }
    }
}
