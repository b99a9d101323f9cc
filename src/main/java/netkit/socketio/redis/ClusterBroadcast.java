package netkit.socketio.redis;

import netkit.socketio.Packet;
import netkit.socketio.Selection;

/**
 * An event that a server sends to the clients of the others.
 *
 * @param sender the id of the server
 */
record ClusterBroadcast(String sender, Packet.Event event, Selection to, boolean isVolatile) {}
