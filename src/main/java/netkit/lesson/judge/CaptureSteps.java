package netkit.lesson.judge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import netkit.lab.script.LabSyntaxException;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.CheckStep.CaptureFormat;
import netkit.lesson.check.LayersReport;
import netkit.lesson.check.Names;
import netkit.lesson.check.PacketSpec;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.pcapng.PcapWriter;
import netkit.packet.pcapng.PcapngWriter;

/** The capture file that a program is given, made of the packets of a check, and what the program says about it. */
final class CaptureSteps {
    /** 2026-01-01; the packets are a millisecond apart. */
    private static final long START = 1_767_225_600_000_000_000L;
    private static final long MILLISECOND = 1_000_000;

    private final String check;
    private final Path folder;
    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final ProgramSteps program;
    private final List<PacketSpec.Built> packets = new ArrayList<>();
    private CheckStep.Capture format = new CheckStep.Capture(CaptureFormat.PCAPNG, ByteOrder.nativeOrder());
    private boolean isWritten;

    /** @param folder in which the file is kept, so that the student can look at it */
    CaptureSteps(String check, Path folder, Names names, Events events, Ladder ladder, ProgramSteps program) {
        this.check = check;
        this.folder = folder;
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.program = program;
    }

    void run(CheckStep.OfCapture step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.Capture capture -> format = capture;
            case CheckStep.Packet(PacketSpec packet) -> {
                PacketSpec.Built built = packet.build(names);
                if (format.format() == CaptureFormat.PCAP && !packets.isEmpty()
                        && packets.getFirst().linkType() != built.linkType()) {
                    throw new LabSyntaxException(1,
                            "a pcap file has one link type: all of its packets begin with"
                                    + " ethernet, or none does");
                }
                packets.add(built);
                isWritten = false;
            }
            case CheckStep.PrintsLayers prints -> {
                write();
                prints(prints);
            }
        }
    }

    /** Writes the file, if there is one and it has changed: before the program starts. */
    void write() throws IOException {
        if (packets.isEmpty() || isWritten) {
            return;
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(check + "." + format.format().name().toLowerCase(Locale.ROOT));
        Files.write(file, file());
        program.file(file);
        isWritten = true;
    }

    private byte[] file() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        switch (format.format()) {
            case PCAP -> {
                try (PcapWriter writer = new PcapWriter(file, format.order(),
                        packets.getFirst().linkType())) {
                    for (int i = 0; i < packets.size(); i++) {
                        writer.packet(START + i * MILLISECOND, packets.get(i).bytes(),
                                packets.get(i).length());
                    }
                }
            }
            case PCAPNG -> {
                List<LinkType> interfaces = packets.stream().map(PacketSpec.Built::linkType).distinct()
                        .toList();
                try (PcapngWriter writer = new PcapngWriter(file, "netkit lesson check", List.of())) {
                    for (LinkType type : interfaces) {
                        writer.addInterface(type == LinkType.ETHERNET ? "eth0" : "tun0", "", type, 0);
                    }
                    for (int i = 0; i < packets.size(); i++) {
                        PacketSpec.Built packet = packets.get(i);
                        writer.packet(interfaces.indexOf(packet.linkType()), START + i * MILLISECOND,
                                packet.bytes(), packet.length(), PacketDirection.UNKNOWN, List.of());
                    }
                }
            }
        }
        return file.toByteArray();
    }

    private void prints(CheckStep.PrintsLayers step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        List<CapturedPacket> read = new ArrayList<>();
        try (CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file()))) {
            for (Optional<CapturedPacket> next; (next = reader.next()).isPresent();) {
                read.add(next.get());
            }
        }
        LayersReport report = new LayersReport(read);
        PrintedReport.require(step.within(), program, events, ladder,
                output -> report.problem(output, names));
    }
}
