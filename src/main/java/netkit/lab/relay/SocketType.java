package netkit.lab.relay;

/** What messages are carried by, which decides what can be done to them above the socket. */
public enum SocketType {
    DATAGRAM, STREAM
}
