package netkit.udp;

import java.util.OptionalLong;

/**
 * The datagrams for one socket that the kernel dropped.
 *
 * @param badChecksum how many of them had a wrong checksum; the others did not fit in the receive buffer. Empty if the
 *        kernel's counters, which are those of all sockets, do not tell
 */
public record KernelDrops(long datagrams, OptionalLong badChecksum) {
    static KernelDrops of(long datagrams, ProcNetUdp.Errors ofAllSockets) {
        long full = ofAllSockets.receiveBuffer();
        long bad = ofAllSockets.checksum();
        if (bad == 0 || full == 0 || full + bad == datagrams) {
            return new KernelDrops(datagrams, OptionalLong.of(full == 0 && bad > 0 ? datagrams : bad));
        }
        return new KernelDrops(datagrams, OptionalLong.empty());
    }
}
