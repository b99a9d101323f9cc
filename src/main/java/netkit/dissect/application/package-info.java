/**
 * What programs say to each other, found in the streams and datagrams of a capture through the decoders that the protocols
 * themselves use. Pure: bytes in, {@link netkit.dissect.application.ApplicationMessage}s out.
 */
package netkit.dissect.application;
