/**
 * What a reader learns from packets that have been taken apart: how many bytes are headers, what each layer of the two
 * models does here, what the ends of a conversation sent. Pure.
 */
package netkit.dissect.explain;
