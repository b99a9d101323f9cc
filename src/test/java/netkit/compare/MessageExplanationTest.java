package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import netkit.compare.MessageHistory.Interest;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenarios;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.Late;
import netkit.packet.stream.SegmentMark;

/** The sentences about message 7 of a TCP or UDP trial, from packets written by hand. Times are in milliseconds. */
class MessageExplanationTest {
    private static final long MS = 1_000_000;
    private static final int NUMBER = 7;
    private static final HostPair THERE = new HostPair("alice", "bob");
    private static final HostPair BACK = new HostPair("bob", "alice");
    private static final Optional<DropReason> LOSS = Optional.of(DropReason.LOSS);

    private final Ledger ledger = new Ledger(10);
    private final List<WirePacket> packets = new ArrayList<>();
    private final List<ScenarioEvent> events = new ArrayList<>();
    private String flow = "40000→9000";
    private OptionalInt blockedBy = OptionalInt.empty();

    private void reached(Stage stage, long at) {
        ledger.reached(stage, NUMBER, at * MS);
    }

    /** The message was offered at 0 and processed at this time. */
    private void processedAt(long at) {
        reached(Stage.OFFERED, 0);
        reached(Stage.ACCEPTED, 0);
        ledger.delivered(NUMBER, at * MS, true);
        ledger.processed(NUMBER, at * MS);
    }

    private void packet(HostPair pair, long sent, long arrived, Optional<DropReason> dropped,
            Optional<SegmentMark> mark, OptionalLong sequence, List<Integer> messages,
            FaultEffect... effects) {
        boolean again = sequence.isPresent() && packets.stream().anyMatch(
                packet -> packet.pair().equals(pair) && packet.sequence().equals(sequence));
        packets.add(new WirePacket(pair, packets.size(), sent * MS,
                dropped.isPresent() ? List.of() : List.of(arrived * MS), 140, flow, "ACK", mark, sequence,
                sequence.isPresent() ? 100 : 0, messages, again, dropped, List.of(effects)));
    }

    /** A segment with the message, or with another one. */
    private void segment(int message, long sent, long arrived, FaultEffect... effects) {
        packet(THERE, sent, arrived, Optional.empty(), Optional.empty(), OptionalLong.of(100 * message),
                List.of(message), effects);
    }

    private void lostSegment(int message, long sent) {
        packet(THERE, sent, 0, LOSS, Optional.empty(), OptionalLong.of(100 * message), List.of(message));
    }

    private void datagram(long sent, long arrived, Optional<DropReason> dropped, FaultEffect... effects) {
        packet(THERE, sent, arrived, dropped, Optional.empty(), OptionalLong.empty(), List.of(NUMBER),
                effects);
    }

    private void ack(long sent, boolean lost, Optional<SegmentMark> mark) {
        packet(BACK, sent, sent, lost ? LOSS : Optional.empty(), mark, OptionalLong.empty(), List.of());
    }

    private void assertExplained(Transport transport, String... sentences) {
        DirectionCount none = new DirectionCount("alice", "bob", 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0);
        Cell.Measured cell = new Cell.Measured(Scenarios.named("loss").orElseThrow(), transport,
                Direction.TO_BOB, 1, ledger,
                LedgerStats.of(ledger), events,
                Optional.of(new WireStats(none, none, WireStats.Requests.NONE, packets, true, 0, Late.NONE)),
                Duration.ZERO,
                Optional.empty(), Optional.empty());
        MessageHistory history = new MessageHistory(NUMBER, Interest.SLOWEST, List.of(),
                packets.stream().filter(packet -> packet.messages().contains(NUMBER)).toList(), List.of(),
                blockedBy);
        assertEquals(List.of(sentences), MessageExplanation.of(cell, history));
    }

    @Test
    void lostSegmentIsRetransmittedByTheTimer() {
        processedAt(204);
        lostSegment(NUMBER, 1);
        segment(NUMBER, 204, 204);
        assertExplained(Transport.TCP,
                "It waited 203 ms: its packet was lost (loss), and TCP's timer retransmitted it.");
    }

    @Test
    void lostSegmentIsRetransmittedAfterDuplicateAcknowledgements() {
        processedAt(52);
        lostSegment(NUMBER, 1);
        for (int later = NUMBER + 1; later < NUMBER + 4; later++) {
            segment(later, 51, 51);
            ack(51, false, Optional.of(SegmentMark.DUPLICATE_ACK));
        }
        segment(NUMBER, 52, 52);
        assertExplained(Transport.TCP, "It waited 51 ms: its packet was lost (loss), and 3 duplicate"
                + " acknowledgements made TCP retransmit it.");
    }

    @Test
    void earlierDuplicateAcknowledgementDidNotCauseARetransmissionOfTheTimer() {
        processedAt(300);
        lostSegment(NUMBER, 1);
        ack(20, false, Optional.of(SegmentMark.DUPLICATE_ACK));
        segment(NUMBER, 300, 300);
        assertExplained(Transport.TCP,
                "It waited 299 ms: its packet was lost (loss), and TCP's timer retransmitted it.");
    }

    @Test
    void messageWaitsWhileTheAcknowledgementOfAnEarlierOneIsLost() {
        processedAt(163);
        segment(6, 0, 0);
        ack(0, true, Optional.empty());
        segment(6, 162, 162);
        ack(162, false, Optional.empty());
        segment(NUMBER, 162, 163);
        assertExplained(Transport.TCP,
                "It waited 162 ms at alice's host: an earlier segment's acknowledgement"
                        + " was lost, and it was sent when TCP's timer retransmitted that segment.");
    }

    @Test
    void copyIsSentThoughTheFirstArrivedIfItsAcknowledgementIsLost() {
        processedAt(1);
        segment(NUMBER, 1, 1);
        ack(1, true, Optional.empty());
        segment(NUMBER, 210, 210);
        assertExplained(Transport.TCP, "It had arrived when TCP's timer retransmitted it: the acknowledgement"
                + " was lost; the copy was discarded.");
    }

    @Test
    void messageWaitsBehindAnEarlierOne() {
        reached(Stage.ARRIVED, 1);
        processedAt(205);
        segment(NUMBER, 1, 1);
        blockedBy = OptionalInt.of(6);
        assertExplained(Transport.TCP, "It waited 204 ms at bob's host: message 6, which comes before it,"
                + " arrived later (head-of-line blocking).");
    }

    @Test
    void slowProgramIsNamed() {
        reached(Stage.ARRIVED, 1);
        processedAt(900);
        segment(NUMBER, 1, 1);
        assertExplained(Transport.TCP, "It waited 899 ms at bob's host: the program had not read it.");
    }

    @Test
    void delayQueueAndReorderingOfTheWireAreNamed() {
        processedAt(90);
        datagram(0, 90, Optional.empty(), new FaultEffect.Queued(Duration.ofMillis(40)),
                new FaultEffect.Delayed(Duration.ofMillis(50)));
        assertExplained(Transport.UDP, "It waited 90 ms on the wire: queued 40 ms; delayed 50 ms.");
    }

    @Test
    void datagramLostOrDroppedByAFullQueueIsNotRetransmitted() {
        reached(Stage.OFFERED, 0);
        reached(Stage.ACCEPTED, 0);
        reached(Stage.LEFT, 0);
        datagram(0, 0, Optional.of(DropReason.QUEUE_FULL));
        assertExplained(Transport.UDP,
                "It was lost: its packet did not arrive (the queue is full), and UDP does"
                        + " not retransmit.");
    }

    @Test
    void datagramForAFullBufferOrAnAbsentProgramIsDiscarded() {
        reached(Stage.OFFERED, 10);
        reached(Stage.LEFT, 10);
        reached(Stage.ARRIVED, 10);
        datagram(10, 10, Optional.empty());
        assertExplained(Transport.UDP, "It was lost: it arrived at bob's host, but the receive buffer of the"
                + " socket was full, and the kernel discarded it.");
        events.add(new ScenarioEvent(5 * MS, new Action.Leaves()));
        assertExplained(Transport.UDP, "It was lost: it arrived at bob's host, but no program had the socket"
                + " open, and the kernel discarded it.");
    }

    @Test
    void messageThatWasNeverSentOrWasHeldAtACrashIsExplained() {
        reached(Stage.OFFERED, 10);
        assertExplained(Transport.TCP,
                "It was lost: send refused it, because there was no connection, so that no packet carried it.");
        reached(Stage.ACCEPTED, 10);
        events.add(new ScenarioEvent(5 * MS, new Action.Leaves()));
        assertExplained(Transport.SOCKET_IO,
                "It was lost: bob was away and nothing stored it, so that no packet carried it.");
        ledger.delivered(NUMBER, 20 * MS, true);
        assertExplained(Transport.TCP,
                "It was lost: bob's program held it, not yet processed, when it was killed.");
    }

    @Test
    void storedMessageWaitsUntilTheReceiverReturns() {
        events.add(new ScenarioEvent(0, new Action.Leaves()));
        processedAt(2000);
        segment(NUMBER, 2000, 2000);
        assertExplained(Transport.QUEUE,
                "It waited 2000 ms at alice's host: bob was away, and it was stored until"
                        + " he returned.");
    }

    @Test
    void duplicateOfTheWireAndDuplicateOfTheProgramAreDistinguished() {
        processedAt(1);
        ledger.delivered(NUMBER, 2 * MS, true);
        datagram(1, 1, Optional.empty(), new FaultEffect.Duplicated());
        assertExplained(Transport.UDP,
                "It was delivered twice: the wire duplicated its packet, and UDP does not"
                        + " number datagrams.");
        packets.clear();
        segment(NUMBER, 1, 1);
        flow = "40001→9000";
        packet(THERE, 900, 900, Optional.empty(), Optional.empty(), OptionalLong.of(3), List.of(NUMBER));
        assertExplained(Transport.QUEUE,
                "It was delivered twice: its acknowledgement had not arrived when the"
                        + " connection ended, and it was sent again on the next one.");
    }

    @Test
    void latenessWithoutAFaultIsTheMachines() {
        processedAt(30);
        segment(NUMBER, 1, 1);
        assertExplained(Transport.TCP,
                "It waited 30 ms: no packet was lost or held back: this machine was busy.");
    }
}
