package netkit.packet.pcapng;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.packet.PacketDirection;

/**
 * The packets of a pcapng file, each with the interface that its section describes, and its custom blocks; other blocks
 * are passed over.
 */
final class PcapngPackets implements PacketSource {
    private final PcapngReader reader;
    private final List<CapturedPacket.Interface> interfaces = new ArrayList<>();
    private long packets;

    PcapngPackets(PcapngReader reader) {
        this.reader = reader;
    }

    @Override
    public Optional<CapturedPacket> next() throws IOException {
        for (Optional<PcapngBlock> block = reader.next(); block.isPresent(); block = reader.next()) {
            switch (block.get()) {
                case PcapngBlock.SectionHeader _ -> interfaces.clear();
                case PcapngBlock.InterfaceDescription description -> interfaces
                        .add(new CapturedPacket.Interface(description.name(), description.description(),
                                description.linkTypeCode()));
                case PcapngBlock.EnhancedPacket packet -> {
                    return Optional.of(new CapturedPacket(++packets, interfaceOf(packet.interfaceId()),
                            OptionalLong.of(packet.epochNanos()), packet.bytes(), packet.originalLength(),
                            packet.direction(), packet.comments()));
                }
                case PcapngBlock.SimplePacket packet -> {
                    return Optional.of(new CapturedPacket(++packets, interfaceOf(0), OptionalLong.empty(),
                            packet.bytes(), packet.originalLength(), PacketDirection.UNKNOWN, List.of()));
                }
                case PcapngBlock.Custom custom -> {
                    return Optional
                            .of(new CapturedPacket(++packets, customBlock(custom), OptionalLong.empty(),
                                    custom.data(), custom.data().length, PacketDirection.UNKNOWN, List.of()));
                }
                case PcapngBlock.NameResolution _,PcapngBlock.InterfaceStatistics _,PcapngBlock.Unknown _ -> {
                    // no packets
                }
            }
        }
        return Optional.empty();
    }

    /** Custom blocks are numbered among the packets, as Wireshark does. */
    private static CapturedPacket.Interface customBlock(PcapngBlock.Custom custom) {
        return new CapturedPacket.Interface("", "custom block of enterprise " + custom.enterprise(),
                CapturedPacket.Interface.CUSTOM_BLOCK);
    }

    private CapturedPacket.Interface interfaceOf(int id) throws IOException {
        if (id < 0 || id >= interfaces.size()) {
            throw new IOException("packet " + packets + " names interface " + Integer.toUnsignedString(id)
                    + ", but its section describes " + interfaces.size());
        }
        return interfaces.get(id);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
