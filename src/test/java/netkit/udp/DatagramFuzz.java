package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.testing.FuzzInput;

/**
 * Datagrams of netkit's protocols over UDP: nothing is thrown, what is decoded is the same after it is encoded, and sender
 * and receiver of the reliable protocol survive every sequence of datagrams.
 */
public final class DatagramFuzz {
    private DatagramFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        numbered(input);
        SendWindow sender = new SendWindow(0x01020304, 1, _ -> {}, _ -> {});
        List<ReliableDatagram.Ack> acks = new ArrayList<>();
        ReceiveWindow receiver = new ReceiveWindow(acks::add);
        SequenceStats stats = new SequenceStats(0);
        long now = 1;
        for (byte[] part : FuzzInput.parts(input)) {
            sender.offer(part, now);
            Optional<NumberedDatagram> numbered = numbered(part);
            if (numbered.isPresent()) {
                stats.receive(numbered.get(), now);
            }
            Optional<ReliableDatagram> decoded = ReliableDatagram.decode(part, part.length);
            if (decoded.isPresent()) {
                assertEquals(Arrays.toString(part), Arrays.toString(decoded.get().encode()));
                switch (decoded.get()) {
                    case ReliableDatagram.Ack ack -> sender.received(ack, now);
                    case ReliableDatagram.Data data -> {
                        receiver.received(data, now);
                        receiver.deliver().ifPresent(_ -> receiver.taken(true));
                    }
                }
            }
            now += 30_000_000;
            sender.tick(now);
            receiver.tick(now);
        }
        assertTrue(stats.missing() >= 0 && stats.missingRanges(3) != null && stats.jitterNanos() >= 0,
                "statistics");
        acks.forEach(ack -> assertTrue(ReliableDatagram.decode(ack.encode(), ReliableDatagram.ACK_LENGTH)
                .equals(Optional.of(ack)), "not decoded"));
    }

    private static Optional<NumberedDatagram> numbered(byte[] bytes) {
        Optional<NumberedDatagram> decoded = NumberedDatagram.decode(bytes, bytes.length);
        decoded.ifPresent(datagram -> {
            byte[] encoded = bytes.clone();
            datagram.encode(encoded);
            assertEquals(Arrays.toString(bytes), Arrays.toString(encoded));
        });
        return decoded;
    }
}
