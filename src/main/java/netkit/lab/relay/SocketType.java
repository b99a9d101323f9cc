package netkit.lab.relay;

/** The type of socket that carries messages; determines which faults can be injected above it. */
public enum SocketType {
    DATAGRAM, STREAM
}
