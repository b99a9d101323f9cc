package netkit.dissect;

import java.util.List;

/**
 * What the conversation of a segment or datagram tells about it.
 *
 * @param stream the number of the conversation, counted from 0
 * @param analysis computed fields for the transport layer: relative numbers, retransmission, round-trip time
 * @param layers the application's messages that it completes
 */
record TransportFindings(int stream, List<Field> analysis, List<DissectedLayer> layers) {}
