package netkit.testing;

import static netkit.testing.HostileText.LINE;
import static netkit.testing.HostileText.OBS_TEXT;
import static netkit.testing.HostileText.TEXT;
import static netkit.testing.HostileText.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.PcapngWriter;

/** A capture with control characters in all of its texts, and in those of every protocol that is dissected. */
public final class HostileCapture {
    private static final String ALICE = "10.77.0.1";
    private static final String BOB = "10.77.0.2";
    private static final byte[] TEXT_BYTES = utf8(TEXT);

    private final PcapngWriter writer;
    private final int interfaceId;
    private int port = 40_000;
    private long time = 1_700_000_000_000_000_000L;
    /** The next sequence numbers of alice and bob. */
    private final long[] sequence = new long[2];

    private HostileCapture(PcapngWriter writer) throws IOException {
        this.writer = writer;
        interfaceId = writer.addInterface(TEXT, TEXT, LinkType.ETHERNET, 0);
    }

    public static Path write(Path file) throws IOException {
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), TEXT, List.of(TEXT, LINE))) {
            HostileCapture capture = new HostileCapture(writer);
            capture.datagrams();
            capture.conversations();
        }
        return file;
    }

    private void datagrams() throws IOException {
        add(PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001), TEXT_BYTES);
        add(PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001), latin(OBS_TEXT));
        byte[] label = latin("EVIL\u001b]0;x\u0007\u009b"); // RFC 1035 §4.1
        add(PacketBuilder.ip(ALICE, BOB).udp(40_000, 53),
                ByteBuffer.allocate(18 + label.length).putShort((short) 7).putShort((short) 0x100)
                        .putShort((short) 1).putShort((short) 0).putInt(0).put((byte) label.length).put(label)
                        .put((byte) 0).putShort((short) 1).putShort((short) 1).array());
    }

    private void conversations() throws IOException {
        open(9000);
        send(true, utf8("/nick EVIL\u001b]0;x\u0007\n" + TEXT + "\n"));
        send(false, utf8("* you are EVIL\u001b]0;x\u0007\n! " + TEXT + "\n"));
        open(5670);
        send(true, utf8("PUT orders " + TEXT_BYTES.length + "\n" + TEXT + "\nPUT " + LINE + " 1\nx\n"));
        send(false,
                utf8("-ERR " + LINE + "\nMSG orders 7 1 first " + TEXT_BYTES.length + " from=" + LINE + "\n"
                        + TEXT + "\n+OK 1\nSTAT " + LINE + " ready=1\n"));
        open(80);
        send(true,
                latin("POST /EVIL HTTP/1.1\r\nHost: " + OBS_TEXT + "\r\nX: " + LINE + "\r\nContent-Length: "
                        + TEXT_BYTES.length + "\r\n\r\n"
                        + new String(TEXT_BYTES, StandardCharsets.ISO_8859_1)));
        send(false,
                latin("HTTP/1.1 404 " + OBS_TEXT + "\r\nX: " + OBS_TEXT + "\r\nContent-Length: 0\r\n\r\n"));
        open(8080);
        send(true, utf8("GET /socket.io/?EIO=4&transport=websocket&sid=EVIL HTTP/1.1\r\nHost: bob\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        send(false, utf8("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
        for (String packet : new String[] {"0{\"sid\":" + json(TEXT) + "}",
            "40/" + LINE + ",{\"sid\":" + json(TEXT) + "}",
            "42/" + LINE + ",[" + json(TEXT) + "," + json(TEXT) + "]", "431[" + json(TEXT) + "]",
            "44{\"message\":" + json(TEXT) + "}", "4" + TEXT, TEXT}) {
            send(false, frame(1, utf8(packet)));
        }
        send(false, frame(8, ByteBuffer.allocate(2 + utf8(LINE).length).putShort((short) 4000).put(utf8(LINE))
                .array()));
        open(5672);
        send(true, new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
        send(false, amqpClose());
        open(22);
        send(false, utf8("SSH-2.0-" + LINE + "\r\n"));
    }

    /** The method connection.close with its reply-text (AMQP 0-9-1 §1.4.2.9). */
    private static byte[] amqpClose() {
        byte[] text = utf8(LINE);
        int size = 4 + 2 + 1 + text.length + 4;
        return ByteBuffer.allocate(8 + size).put((byte) 1).putShort((short) 0).putInt(size)
                .putShort((short) 10)
                .putShort((short) 50).putShort((short) 320).put((byte) text.length).put(text).putInt(0)
                .put((byte) 0xce).array();
    }

    private static byte[] frame(int opcode, byte... payload) {
        boolean isShort = payload.length < 126;
        ByteBuffer frame = ByteBuffer.allocate((isShort ? 2 : 4) + payload.length)
                .put((byte) (0x80 | opcode));
        if (isShort) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        return frame.put(payload).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Begins a connection of alice's with bob's port. */
    private void open(int bobsPort) throws IOException {
        port = bobsPort;
        sequence[0] = 1000;
        sequence[1] = 5000;
        segment(true, TcpSegment.SYN);
        sequence[0]++;
        segment(false, TcpSegment.SYN | TcpSegment.ACK);
        sequence[1]++;
        segment(true, TcpSegment.ACK);
    }

    private void send(boolean fromAlice, byte... bytes) throws IOException {
        segment(fromAlice, TcpSegment.ACK | TcpSegment.PSH, bytes);
        sequence[fromAlice ? 0 : 1] += bytes.length;
    }

    private void segment(boolean fromAlice, int flags, byte... payload) throws IOException {
        add(fromAlice
                ? PacketBuilder.ip(ALICE, BOB).tcp(40_000, port, flags, sequence[0], sequence[1])
                : PacketBuilder.ip(BOB, ALICE).tcp(port, 40_000, flags, sequence[1], sequence[0]), payload);
    }

    private void add(PacketBuilder packet, byte... payload) throws IOException {
        writer.packet(interfaceId, time,
                packet.ethernet(0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L).payload(payload)
                        .build(),
                PacketDirection.UNKNOWN, List.of(TEXT));
        time += 1_000_000;
    }
}
