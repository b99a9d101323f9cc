package netkit.websocket;

/** Which end of a connection we are: a client masks what it sends, a server does not (RFC 6455 §5.1). */
public enum Role {
    CLIENT, SERVER
}
