package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent.Kind;
import netkit.lab.wire.WireEvent;
import netkit.packet.PacketBuilder;
import netkit.testing.FuzzInput;
import netkit.websocket.Role;

/**
 * Packets between the hosts of an experiment, and the streams in them: nothing is thrown, and messages are found alike in
 * streams of whole and of many pieces.
 */
public final class WireReaderFuzz {
    private static final int TRIAL = 3;
    private static final Workload WORKLOAD = new Workload(100, 20, 1000);
    private static final HostPair THERE = new HostPair("alice", "bob");

    private WireReaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        finder(input, () -> new HeaderFinder(TRIAL, WORKLOAD));
        finder(input, () -> new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
        for (Role reader : Role.values()) {
            finder(input, () -> new HttpFinder(reader, TRIAL, WORKLOAD, new HttpHeads()));
        }
        for (Transport transport : List.of(Transport.TCP, Transport.UDP_ACK, Transport.WEBSOCKET_DEFLATE)) {
            packets(input, transport);
        }
    }

    private static void finder(byte[] input, Supplier<MessageFinder> finders) {
        assertEquals(found(List.of(input), finders), found(FuzzInput.pieces(input), finders));
    }

    private static List<String> found(List<byte[]> pieces, Supplier<MessageFinder> finders) {
        List<String> found = new ArrayList<>();
        try (MessageFinder finder = finders.get()) {
            for (byte[] piece : pieces) {
                finder.feed(piece.clone(), 0, piece.length,
                        (number, from, to) -> found.add(number + " " + from + " " + to));
            }
            found.add("from " + finder.undecidedFrom());
        }
        return found;
    }

    private static void packets(byte[] input, Transport transport) {
        try (WireReader reader = new WireReader(transport, WORKLOAD,
                List.of(new ObservedLedger(THERE, TRIAL, new Ledger(100))), new TrialClock())) {
            long number = 0;
            List<WireEvent> sent = new ArrayList<>();
            for (byte[] packet : FuzzInput.parts(input)) {
                byte[] frame = PacketBuilder.frame(packet);
                WireEvent event = new WireEvent(Kind.SENT, THERE, number++, 0, frame, frame.length,
                        List.of());
                reader.seen(event, number);
                sent.add(event);
            }
            for (WireEvent event : sent) {
                reader.seen(new WireEvent(event.number() % 3 == 2 ? Kind.LOST : Kind.ARRIVED, THERE,
                        event.number(),
                        0, event.bytes(), event.originalLength(),
                        event.number() % 3 == 2 ? List.of(LOST) : List.of()), number++);
            }
            reader.packets();
        }
    }

    private static final netkit.lab.wire.FaultEffect LOST = new netkit.lab.wire.FaultEffect.Dropped(
            netkit.lab.wire.DropReason.CUT);
}
