package netkit.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.FaultEffect;

/**
 * Why a message was late, lost or delivered twice, in sentences, derived from the ledger and from the packets that were
 * observed on the wire.
 */
public final class MessageExplanation {
    /** A shorter wait needs no explanation. */
    private static final long NOTICEABLE_NANOS = 5_000_000;

    private final Cell.Measured cell;
    private final MessageHistory history;
    private final Ledger ledger;
    private final String sender;
    private final String receiver;
    private final List<WirePacket> packets;
    /** The packets that carried the message, in the order in which they were sent. */
    private final List<WirePacket> copies;
    private final long offered;
    private final List<String> sentences = new ArrayList<>();

    private MessageExplanation(Cell.Measured cell, MessageHistory history, WireStats wire) {
        this.cell = cell;
        this.history = history;
        this.ledger = cell.ledger();
        this.sender = cell.direction().pair().from();
        this.receiver = cell.direction().pair().to();
        this.packets = wire.packets();
        this.copies = history.packets().stream().filter(packet -> isFrom(packet, sender)).toList();
        this.offered = ledger.at(Stage.OFFERED, history.number()).orElse(0);
    }

    /** Returns the sentences, in the order of what they explain; none if no wire was observed, or nothing was remarkable. */
    public static List<String> of(Cell.Measured cell, MessageHistory history) {
        return cell.wire().map(wire -> new MessageExplanation(cell, history, wire).explain())
                .orElse(List.of());
    }

    private List<String> explain() {
        if (ledger.isLost(history.number())) {
            loss(ledger.lastStage(history.number()).orElse(Stage.OFFERED));
            return sentences;
        }
        waitOfSender();
        waitForRetransmission();
        waitOnWire();
        waitAtReceiver();
        OptionalLong delivered = ledger.at(Stage.DELIVERED, history.number());
        if (sentences.isEmpty() && delivered.isPresent()
                && delivered.getAsLong() - offered >= NOTICEABLE_NANOS) {
            waited(delivered.getAsLong() - offered, "",
                    "no packet was lost or held back: this machine was busy");
        }
        copyThatWasNotNeeded();
        duplicate();
        return sentences;
    }

    private void waited(long nanos, String where, String why) {
        sentences.add("It waited " + Math.round(nanos / 1e6) + " ms" + where + ": " + why + ".");
    }

    // ---- loss

    private void loss(Stage last) {
        sentences.add("It was lost: " + switch (last) {
            case OFFERED -> "send refused it, because there was no connection, so that no packet carried it.";
            case ACCEPTED -> ledger.cause(history.number()).isPresent()
                    ? ledger.cause(history.number()).get() + ", so that no packet carried it."
                    : isAway(offered)
                            ? "bob was away and nothing stored it, so that no packet carried it."
                            : "its connection ended before a packet carried it.";
            case LEFT -> lostOnWire();
            case ARRIVED -> switch (cell.transport().socketType()) {
                case DATAGRAM -> "it arrived at " + receiver + "'s host, but "
                        + (isAway(arrival().orElse(offered)) ? "no program had the socket open"
                                : "the receive buffer of the socket was full")
                        + ", and the kernel discarded it.";
                case STREAM -> "it was in the buffer of " + receiver
                        + "'s socket, unread, when the connection ended.";
            };
            case DELIVERED -> receiver
                    + "'s program held it, not yet processed, when it was killed.";
            case PROCESSED, ACKNOWLEDGED -> throw new IllegalArgumentException("it was processed");
        });
    }

    private String lostOnWire() {
        String cause = copies.stream().filter(copy -> !isWhole(copy)).reduce((_, later) -> later)
                .map(MessageExplanation::damage).orElse("in flight at the end");
        String which = copies.size() > 1 ? "none of its " + copies.size() + " packets arrived (" + cause + ")"
                : "its packet did not arrive (" + cause + ")";
        return which + switch (cell.transport().socketType()) {
            case DATAGRAM -> cell.transport() == Transport.UDP ? ", and UDP does not retransmit." : ".";
            case STREAM -> ", and its connection ended before TCP could retransmit it.";
        };
    }

    // ---- waits, in the order in which they happen

    private void waitOfSender() {
        if (copies.isEmpty() || copies.getFirst().sentAt() - offered < NOTICEABLE_NANOS) {
            return;
        }
        long sent = copies.getFirst().sentAt();
        String why;
        Optional<WirePacket> again = packets.stream().filter(packet -> packet.retransmission()
                && isFrom(packet, sender) && isBetween(packet.sentAt(), offered, sent))
                .reduce((_, later) -> later);
        if (again.isPresent()) {
            WirePacket before = RetransmissionCause.previous(packets, again.get()).orElse(again.get());
            why = (isWhole(before) && isAckLost(before, again.get().sentAt())
                    ? "an earlier segment's acknowledgement was lost"
                    : isWhole(before) ? "an earlier segment was not acknowledged in time"
                            : "an earlier segment was lost (" + damage(before) + ")")
                    + ", and it was sent when " + retransmitter(again.get()) + " that segment";
        } else if (isAway(offered)) {
            why = "bob was away, and it was stored until he returned";
        } else if (packets.stream().anyMatch(packet -> isBetween(packet.sentAt(), offered, sent)
                && packet.label().contains("SYN"))) {
            why = "there was no connection, until bob opened another";
        } else {
            why = "the packets do not say why: its program or this machine was busy";
        }
        waited(sent - offered, " at " + sender + "'s host", why);
    }

    private void waitForRetransmission() {
        int lost = 0;
        while (lost < copies.size() && !isWhole(copies.get(lost))) {
            lost++;
        }
        if (lost == 0 || lost == copies.size()) {
            return;
        }
        WirePacket before = copies.get(lost - 1);
        WirePacket next = copies.get(lost);
        String why = lost == 1 ? "its packet was lost (" + damage(before) + "), and "
                : "its packet was lost " + lost + " times (" + damage(before) + "), and ";
        waited(next.sentAt() - copies.getFirst().sentAt(), "", why + (before.flow().equals(next.flow())
                ? retransmitter(next) + " it"
                : "it was sent again on another connection"));
    }

    private void waitOnWire() {
        copies.stream().filter(MessageExplanation::isWhole).findFirst().ifPresent(copy -> {
            long time = copy.arrivedAt().getFirst() - copy.sentAt();
            if (time >= NOTICEABLE_NANOS) {
                List<FaultEffect> effects = copy.effects().stream()
                        .filter(effect -> !(effect instanceof FaultEffect.Duplicated)).toList();
                waited(time, " on the wire",
                        effects.isEmpty() ? "this machine was busy" : FaultEffect.text(effects));
            }
        });
    }

    private void waitAtReceiver() {
        OptionalLong delivered = ledger.at(Stage.DELIVERED, history.number());
        OptionalLong arrived = arrival();
        if (delivered.isEmpty() || arrived.isEmpty()
                || delivered.getAsLong() - arrived.getAsLong() < NOTICEABLE_NANOS) {
            return;
        }
        waited(delivered.getAsLong() - arrived.getAsLong(), " at " + receiver + "'s host",
                history.blockedBy().isPresent()
                        ? "message " + history.blockedBy().getAsInt()
                                + ", which comes before it, arrived later (head-of-line blocking)"
                        : "the program had not read it");
    }

    // ---- duplicates

    /** A copy that was sent although an earlier one had arrived. */
    private void copyThatWasNotNeeded() {
        for (int i = 1; i < copies.size(); i++) {
            WirePacket before = copies.get(i - 1);
            WirePacket copy = copies.get(i);
            if (isWhole(before) && copy.retransmission() && before.flow().equals(copy.flow())) {
                sentences.add("It had arrived when " + retransmitter(copy) + " it: "
                        + (isAckLost(before, copy.sentAt()) ? "the acknowledgement was lost"
                                : "the acknowledgement had not arrived")
                        + "; the copy was discarded.");
                return;
            }
        }
    }

    private void duplicate() {
        if (ledger.deliveries(history.number()) < 2) {
            return;
        }
        boolean onWire = copies.stream().flatMap(copy -> copy.effects().stream())
                .anyMatch(FaultEffect.Duplicated.class::isInstance);
        boolean onTwoConnections = copies.stream().map(WirePacket::flow).distinct().count() > 1;
        sentences.add("It was delivered twice: " + (onTwoConnections
                ? "its acknowledgement had not arrived when the connection ended, and it was sent again on the"
                        + " next one."
                : onWire && cell.transport() == Transport.UDP
                        ? "the wire duplicated its packet, and UDP does not number datagrams."
                        : "its acknowledgement did not arrive in time, and the program sent it again."));
    }

    // ---- what the packets say

    private static boolean isFrom(WirePacket packet, String host) {
        return packet.pair().from().equals(host);
    }

    private static boolean isBetween(long at, long from, long to) {
        return at >= from && at <= to;
    }

    /** Whether a copy arrived undamaged. */
    private static boolean isWhole(WirePacket packet) {
        return !packet.arrivedAt().isEmpty() && packet.effects().stream()
                .noneMatch(effect -> effect instanceof FaultEffect.Corrupted corrupted
                        && corrupted.detectable());
    }

    private static String damage(WirePacket packet) {
        return packet.dropped().map(reason -> reason.text())
                .orElse(packet.arrivedAt().isEmpty() ? "in flight" : "one bit was flipped");
    }

    /** Whether the receiver's host answered a packet that had arrived, and no answer arrived before this time. */
    private boolean isAckLost(WirePacket packet, long until) {
        List<WirePacket> answers = packets.stream().filter(answer -> isFrom(answer, receiver)
                && isBetween(answer.sentAt(), packet.arrivedAt().getFirst(), until - 1)).toList();
        return !answers.isEmpty() && answers.stream().allMatch(answer -> answer.arrivedAt().isEmpty());
    }

    /** Returns {@code TCP's timer retransmitted}, or what else did. */
    private String retransmitter(WirePacket again) {
        String cause = RetransmissionCause.of(packets, again).orElse(sender + "'s program");
        return cause + (cause.contains("duplicate") ? " made TCP retransmit" : " retransmitted");
    }

    private OptionalLong arrival() {
        return ledger.at(Stage.ARRIVED, history.number());
    }

    /** Whether bob's program was away at this time. */
    private boolean isAway(long at) {
        return cell.events().stream().filter(event -> event.at() <= at).map(ScenarioEvent::action)
                .flatMap(action -> switch (action) {
                    case Action.Leaves _,Action.Crashes _ -> Stream.of(true);
                    case Action.Returns _ -> Stream.of(false);
                    case Action.Resets _,Action.Takes _,Action.Wire _,Action.Bus _ -> Stream.<Boolean>empty();
                }).reduce(false, (_, later) -> later);
    }
}
