package netkit.socketio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The client's part of connection state recovery (Socket.IO, Connection state recovery): the private session id from
 * the server and the offset of the last event that was processed. Not thread-safe.
 */
final class ClientRecovery {
    private String pid;
    private String lastOffset;
    private boolean recovered;

    /** Returns the private session id; empty if the server has sent none. */
    Optional<String> pid() {
        return Optional.ofNullable(pid);
    }

    /** Returns whether the last connection recovered the session of an earlier one. */
    boolean recovered() {
        return recovered;
    }

    void resume(String session, String offset) {
        pid = session;
        lastOffset = offset;
    }

    /** Returns what a CONNECT packet must contain to recover the session. */
    Map<String, Object> connectPayload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        if (pid != null) {
            payload.put("pid", pid);
            if (lastOffset != null) {
                payload.put("offset", lastOffset);
            }
        }
        return payload;
    }

    /** To be called with the payload of the server's response to CONNECT. */
    void connected(Map<String, Object> payload) {
        String newPid = payload.get("pid") instanceof String text ? text : null;
        recovered = newPid != null && newPid.equals(pid);
        pid = newPid;
    }

    /** To be called for each event that is certain to be processed: the server need not send it again. */
    void processed(Packet.Event event) {
        List<Object> args = event.arguments();
        // events that request an acknowledgement have no offset
        if (pid != null && event.id().isEmpty() && !args.isEmpty()
                && args.getLast() instanceof String offset) {
            lastOffset = offset;
        }
    }
}
