package netkit.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.PcapngWriter;

/**
 * A capture of one TCP connection in seven packets: handshake, a line of the client with a character of three bytes and
 * an escape sequence, the same line again, a reply in two segments of which the second comes first.
 */
public final class ChatCapture {
    public static final String LINE = "hello €\u001b[2J\n";
    private static final String CLIENT = "10.77.0.1";
    private static final String SERVER = "10.77.0.2";
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000;

    private final PcapngWriter writer;
    private final int interfaceId;
    private long time = START;

    private ChatCapture(PcapngWriter writer) throws IOException {
        this.writer = writer;
        interfaceId = writer.addInterface("net0", "", LinkType.ETHERNET, 0);
    }

    public static Path write(Path file) throws IOException {
        try (PcapngWriter writer = new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(file)), "",
                List.of())) {
            ChatCapture capture = new ChatCapture(writer);
            byte[] line = LINE.getBytes(StandardCharsets.UTF_8);
            int length = line.length;
            capture.add(true, TcpSegment.SYN, 1000, 0, "");
            capture.add(false, TcpSegment.SYN | TcpSegment.ACK, 5000, 1001, "");
            capture.add(true, TcpSegment.ACK, 1001, 5001, "");
            capture.add(true, TcpSegment.ACK | TcpSegment.PSH, 1001, 5001, LINE);
            capture.add(true, TcpSegment.ACK | TcpSegment.PSH, 1001, 5001, LINE);
            capture.add(false, TcpSegment.ACK | TcpSegment.PSH, 5006, 1001 + length, "world\n");
            capture.add(false, TcpSegment.ACK, 5001, 1001 + length, "good ");
        }
        return file;
    }

    private void add(boolean fromClient, int flags, long sequence, long acknowledgment, String payload)
            throws IOException {
        PacketBuilder packet = fromClient
                ? PacketBuilder.ip(CLIENT, SERVER).ethernet(0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L)
                        .tcp(40_000, 9000, flags, sequence, acknowledgment)
                : PacketBuilder.ip(SERVER, CLIENT).ethernet(0x02_00_00_00_00_02L, 0x02_00_00_00_00_01L)
                        .tcp(9000, 40_000, flags, sequence, acknowledgment);
        writer.packet(interfaceId, time, packet.payload(payload.getBytes(StandardCharsets.UTF_8)).build(),
                PacketDirection.UNKNOWN, List.of());
        time += MILLI;
    }
}
