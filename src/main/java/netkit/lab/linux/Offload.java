package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An offload of an interface, because of which its frames differ from those on a physical link: SIOCETHTOOL of
 * netdevice(7), with the commands ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO and ETHTOOL_STXCSUM of linux/ethtool.h.
 */
enum Offload {
    TSO(0x1f), GSO(0x24), GRO(0x2c), TX_CHECKSUM(0x17);

    private static final long SIOCETHTOOL = 0x8946;
    private static final int VALUE = 8; // struct ethtool_value: command, value

    private final int command;

    Offload(int command) {
        this.command = command;
    }

    /** @param socket any socket of the interface's namespace, netdevice(7) */
    static void switchAllOff(Descriptor socket, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE, JAVA_INT.byteAlignment());
            MemorySegment request = InterfaceRequest.pointing(arena, name, value);
            for (Offload offload : values()) {
                value.set(JAVA_INT, 0, offload.command);
                LinuxException.check(FileCalls.ioctl(socket.number(), SIOCETHTOOL, request),
                        "disable the offload " + offload + " of", name);
            }
        }
    }
}
