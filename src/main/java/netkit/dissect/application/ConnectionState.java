package netkit.dissect.application;

import java.util.ArrayDeque;
import java.util.Deque;

import netkit.http.RequestHead;

/** What the decoders of both directions of a connection share. */
final class ConnectionState {
    /** The protocols that a connection may have from its start. */
    enum Kind {
        HTTP, TLS, AMQP, QUEUE, TEXT, SSH, RAW
    }

    private static final int MOST_REQUESTS = 1000;

    final int lowPort;
    final int highPort;
    final EngineSessions sessions;
    /** Null until it is recognized. */
    Kind kind;
    /** Requests without a final response yet, the oldest first. */
    final Deque<RequestHead> requests = new ArrayDeque<>();
    /** Whether the client has asked for another protocol and waits for the response. */
    boolean isUpgradePending;
    /** What the client speaks after its request was accepted; null while it speaks HTTP. */
    StreamDecoder clientAfterUpgrade;

    /** Whether lines of text are those of the chat: by the port, or by the server's first line. */
    boolean isChat;

    ConnectionState(int lowPort, int highPort, EngineSessions sessions) {
        this.lowPort = lowPort;
        this.highPort = highPort;
        this.sessions = sessions;
    }

    boolean hasPort(int port) {
        return lowPort == port || highPort == port;
    }

    void requested(RequestHead request) {
        if (requests.size() < MOST_REQUESTS) {
            requests.addLast(request);
        }
    }
}
