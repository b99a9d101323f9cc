package netkit.compare.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent.Kind;
import netkit.lab.wire.WireEvent;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/** A script of packets on a wire, fed to a {@link WireReader} one after the other, a millisecond apart. */
final class WireScript {
    static final int TRIAL = 7;
    static final long MILLISECOND = 1_000_000;
    private static final HostPair THERE = new HostPair("alice", "bob");
    private static final HostPair BACK = new HostPair("bob", "alice");
    private static final int SERVER = 9000;

    final Workload workload;
    final Ledger ledger;
    final WireReader reader;
    private final TrialClock clock = new TrialClock();
    private final Map<Long, WireEvent> sent = new HashMap<>();
    private long now;
    private long packets;

    WireScript(Transport transport, int messages, int size) {
        workload = new Workload(messages, size, 1000);
        ledger = new Ledger(messages);
        reader = new WireReader(transport, workload, List.of(new ObservedLedger(THERE, TRIAL, ledger)),
                clock);
    }

    byte[] message(int number) {
        byte[] message = new byte[workload.size()];
        NumberedMessage.encode(TRIAL, number, message);
        return message;
    }

    /** The messages from this number to before that one. */
    byte[] messages(int from, int to) {
        byte[] all = new byte[(to - from) * workload.size()];
        for (int number = from; number < to; number++) {
            System.arraycopy(message(number), 0, all, (number - from) * workload.size(), workload.size());
        }
        return all;
    }

    /** The server's segment to this port of the client's. */
    static byte[] segment(int client, long sequence, int flags, byte[] payload) {
        return PacketBuilder.ip("192.0.2.1", "192.0.2.2").tcp(SERVER, client, flags, sequence, 1)
                .payload(payload)
                .build();
    }

    static byte[] segment(int client, long sequence, byte[] payload) {
        return segment(client, sequence, TcpSegment.ACK, payload);
    }

    /** The packet leaves alice. */
    long sends(byte[] packet, FaultEffect... touches) {
        return leaves(THERE, packet, touches);
    }

    /** The packet leaves bob. */
    long answers(byte[] packet) {
        return leaves(BACK, packet);
    }

    private long leaves(HostPair pair, byte[] packet, FaultEffect... touches) {
        long number = packets++;
        byte[] frame = PacketBuilder.frame(packet);
        WireEvent event = new WireEvent(Kind.SENT, pair, number, 0, frame, frame.length,
                List.of(touches));
        sent.put(number, event);
        tell(event);
        return number;
    }

    /** The packet leaves alice, and is dropped at once. */
    long drops(byte[] packet, DropReason reason) {
        return sends(packet, new FaultEffect.Dropped(reason));
    }

    /** A copy of the packet reaches its host. */
    void arrives(long number) {
        WireEvent event = Objects.requireNonNull(sent.get(number));
        tell(new WireEvent(Kind.ARRIVED, event.pair(), number, 0, event.bytes(),
                event.originalLength(), event.effects()));
    }

    /** The packet was under way when the wire was cut. */
    void isLost(long number) {
        WireEvent event = Objects.requireNonNull(sent.get(number));
        List<FaultEffect> touches = new ArrayList<>(event.effects());
        touches.add(new FaultEffect.Dropped(DropReason.CUT));
        tell(new WireEvent(Kind.LOST, event.pair(), number, 0, event.bytes(),
                event.originalLength(), touches));
    }

    /** The packet leaves alice and reaches bob. */
    void passes(byte[] packet) {
        arrives(sends(packet));
    }

    private void tell(WireEvent event) {
        now += MILLISECOND;
        reader.seen(event, now - clock.at(0));
    }

    /** {@code left 1, arrived 4}, in milliseconds, and the cause if there is one. */
    String story(int number) {
        List<String> story = new ArrayList<>();
        for (Stage stage : List.of(Stage.LEFT, Stage.ARRIVED)) {
            ledger.at(stage, number).ifPresent(at -> story.add(stage + " " + at / MILLISECOND));
        }
        Optional<String> cause = ledger.cause(number);
        cause.ifPresent(story::add);
        return String.join(", ", story);
    }

    List<WirePacket> packets() {
        return reader.packets();
    }
}
