package netkit.packet.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/**
 * A source of TCP connections that never were: proper handshakes and nonsense, sequence numbers around the wrap-around,
 * losses, repetitions, windows of zero, clocks that stand still or run backward.
 */
final class RandomConnections {
    private static final int[] JUMPS = {0, 0, 0, 0, 0, 0, -1, 1, -2, 100, -100, 1000, -1000, -3000, 3000,
        70_000, 1 << 30};
    private static final int[] LENGTHS = {0, 0, 0, 1, 1, 2, 10, 100, 1000, 1400};
    private static final int[] WINDOWS = {64_240, 64_240, 64_240, 502, 502, 0, 0, 100, 1000, 1};
    private static final long[] PAUSES = {0, 1_000, 100_000, 2_000_000, 10_000_000, 30_000_000, 400_000_000};
    private static final String[] SYN_OPTIONS = {"", "020405b4", "020405b401030307", "0103030f",
        "020405b40402080a000000010000000001030302", "2202f000" + "00000000", "22040001"};

    record Sent(long epochNanos, byte[] packet) {}

    private final Random random;
    private long now = 1_700_000_000_000_000_000L;

    RandomConnections(long seed) {
        random = new Random(seed);
    }

    private int any(int[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Returns the packets of a connection; every tenth reuses the ports of the one before. */
    List<Sent> next(int number) {
        int port = 2000 + (number % 10 == 9 ? number - 1 : number);
        boolean isVersion6 = port % 3 == 0;
        String alice = isVersion6 ? "2001:db8::1" : "192.0.2.1";
        String bob = isVersion6 ? "2001:db8::2" : "192.0.2.2";
        int[] next = {random.nextInt(4) == 0 ? -1000 : random.nextInt(), random.nextInt()};
        int[] windows = {64_240, 64_240};
        List<Sent> packets = new ArrayList<>();
        int length = 3 + random.nextInt(40);
        int start = random.nextInt(6) == 0 ? random.nextInt(4) : 0;
        for (int i = start; i < length; i++) {
            int side = i < 3 ? i % 2 : random.nextInt(2);
            int flags = i == 0 ? TcpSegment.SYN : i == 1 ? TcpSegment.SYN | TcpSegment.ACK : TcpSegment.ACK;
            int payload = i < 3 ? 0 : any(LENGTHS);
            int sequence = next[side];
            int acknowledgment = i == 0 ? 0 : next[1 - side];
            if (i >= 3) {
                flags |= random.nextBoolean() ? TcpSegment.PSH : 0;
                sequence += any(JUMPS);
                acknowledgment += random.nextInt(3) == 0 ? any(JUMPS) : 0;
                int odd = random.nextInt(40);
                flags |= odd == 0 ? TcpSegment.SYN : odd == 1 ? TcpSegment.RST : odd < 5 ? TcpSegment.FIN : 0;
                flags &= random.nextInt(60) == 0 ? ~TcpSegment.ACK : -1;
                windows[side] = random.nextInt(3) == 0 ? any(WINDOWS) : windows[side];
            }
            if (i == 0 && random.nextInt(8) == 0) {
                payload = 50;
            }
            int repeats = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 1;
            for (int repeat = 0; repeat < repeats; repeat++) {
                now += random.nextInt(100) == 0 ? -5_000_000 : PAUSES[random.nextInt(PAUSES.length)];
                PacketBuilder packet = (side == 0 ? PacketBuilder.ip(alice, bob)
                        : PacketBuilder.ip(bob, alice))
                        .tcp(side == 0 ? port : 7777, side == 0 ? 7777 : port, flags, sequence,
                                acknowledgment)
                        .window(windows[side])
                        .tcpOptions((flags & TcpSegment.SYN) != 0
                                ? SYN_OPTIONS[random.nextInt(SYN_OPTIONS.length)]
                                : sack(acknowledgment))
                        .payload(payload);
                packets.add(new Sent(now, packet.build()));
            }
            int end = sequence + payload + ((flags & (TcpSegment.SYN | TcpSegment.FIN)) != 0 ? 1 : 0);
            if (end - next[side] > 0 && end - next[side] < 1 << 20) {
                next[side] = end;
            }
        }
        return packets;
    }

    private String sack(int acknowledgment) {
        if (random.nextInt(5) != 0) {
            return "";
        }
        StringBuilder hex = new StringBuilder();
        int blocks = 1 + random.nextInt(4);
        hex.append(String.format("010105%02x", 2 + 8 * blocks));
        int at = acknowledgment;
        for (int i = 0; i < blocks; i++) {
            at += 100;
            hex.append(String.format("%08x%08x", at, at + 50));
            at += 50;
        }
        return hex.toString();
    }
}
