package netkit.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Sees what the sockets of {@link TappedSockets} do, for a capture. Its methods are called by the threads that use the
 * sockets; once a connection is open they must neither block nor throw.
 */
public interface SocketTap {
    /** The transport of a socket. */
    enum Transport {
        TCP, UDP
    }

    /** Which end of a connection acts. */
    enum End {
        /** This process. */
        LOCAL,
        /** The peer. */
        PEER
    }

    /**
     * A server's socket or a datagram socket is about to be bound, or has just been bound to a port that the system chose.
     *
     * @param local with its port, which is not 0
     * @throws IOException if it cannot be captured; it is not used then
     */
    void opening(Transport transport, InetSocketAddress local) throws IOException;

    /**
     * A client is about to connect.
     *
     * @param localPort its own port
     * @throws IOException if it cannot be captured; it does not connect then
     */
    void connecting(int localPort, InetSocketAddress server) throws IOException;

    /**
     * An attempt to connect has failed.
     *
     * @param began when the first segment was sent, as nanoseconds since 1970
     * @param isRefused whether the server refused it; otherwise it did not respond
     */
    void failed(long began, int localPort, InetSocketAddress server, boolean isRefused);

    /**
     * A connection is open.
     *
     * @param opener the end that connected
     * @param began when its first segment was sent, or when it was accepted, as nanoseconds since 1970
     */
    Connection opened(End opener, long began, InetSocketAddress local, InetSocketAddress peer);

    /**
     * A datagram is about to be sent, or was received.
     *
     * @param sender the end that sent it
     * @param local may have the wildcard address
     */
    void datagram(End sender, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int from,
            int length);

    /** An open connection. */
    interface Connection {
        /** Bytes are about to be sent, or were received; the array is not kept. */
        void data(End sender, byte[] bytes, int from, int length);

        /** This end has closed its direction, or the end of the peer's was read. */
        void finished(End sender);

        /** This end has reset the connection, or a reset by the peer was noticed. */
        void reset(End sender);
    }
}
