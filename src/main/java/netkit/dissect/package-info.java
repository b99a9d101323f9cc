/**
 * Packets and conversations taken apart: each layer with its fields, from the link to the application. Pure: packets of
 * a capture in, {@link netkit.dissect.DissectedPacket}s out, through the decoders that the protocols themselves use.
 */
package netkit.dissect;
