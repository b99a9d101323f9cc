package netkit.websocket;

/** One of the two ends of a connection: a client masks its frames, a server does not (RFC 6455 §5.1). */
public enum Role {
    CLIENT, SERVER
}
