package netkit.lab.relay;

import java.net.InetSocketAddress;

import netkit.lab.wire.HostPair;

/**
 * The path of a relay between the clients at one place and a server at another.
 *
 * @param toServer the direction from the clients' place to the server's
 * @param firstFlow number of the first flow in the wire; later clients or connections get the following numbers
 */
record RelayPath(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow) {
    RelayWire.Flow toServer(SocketType type, long number, RelayWire.Receiver receiver) {
        return wire.open(type, toServer, firstFlow + number, receiver);
    }

    RelayWire.Flow toClient(SocketType type, long number, RelayWire.Receiver receiver) {
        return wire.open(type, toServer.reversed(), firstFlow + number, receiver);
    }
}
