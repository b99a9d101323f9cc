package netkit.cli.chat;

import netkit.cli.terminal.Log;
import netkit.report.Numbers;
import netkit.socketio.redis.RedisBus;

/** A listener that reports the loss and return of the connection to the other servers, to the log and to a chat's members. */
final class BusNotices implements RedisBus.Listener {
    private final Log log;
    private volatile ChatHub hub;

    BusNotices(Log log) {
        this.log = log;
    }

    /** From now on the members of this chat hear of it, too. */
    void tellMembersOf(ChatHub chat) {
        hub = chat;
    }

    @Override
    public void lost(String cause) {
        log.line("the connection to the other servers is lost: " + cause);
        if (hub != null) {
            hub.lost("the other servers are out of reach; members of this server can still chat");
        }
    }

    @Override
    public void overflowed() {
        log.line("the bus carries less than is said here: the other servers miss messages");
        if (hub != null) {
            hub.chat().notifyAll("the other servers miss some of what is said here: the bus is too slow");
        }
    }

    @Override
    public void back(long dropped) {
        log.line("the connection to the other servers is back; " + Numbers.counted(dropped, "message")
                + " could not be passed on meanwhile");
        if (hub != null) {
            hub.back("the other servers are back; what was said meanwhile did not reach them");
        }
    }
}
