package netkit.lesson.check;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import netkit.compare.ledger.Workload;
import netkit.lab.wire.WireChange;
import netkit.queue.QueueStats;

/** One step of a check. */
public sealed interface CheckStep {
    /** Gives a name a value: {@code let body = random-text 20}; one of the two is absent. */
    record Let(String name, Optional<BytesExpression> bytes, Optional<NumberExpression> number)
            implements
                CheckStep {
        /** Computes the value and stores it. */
        public void run(Names names) {
            bytes.ifPresent(expression -> names.set(name, expression.value(names)));
            number.ifPresent(expression -> names.set(name, expression.value(names)));
        }
    }

    record Wait(Duration time) implements CheckStep {}

    record Say(String text) implements CheckStep {}

    /** A named check in Java, for what a step cannot say. */
    record Java(String name, Map<String, String> options) implements CheckStep {}

    /** What a {@code measure} block measures. */
    record Value(NumberExpression number) implements CheckStep {}

    /** What a {@code measure} block measures: the number that the first group of a regular expression finds in the output. */
    record ValuePrinted(Pattern pattern) implements OfProgram {}

    /** What a {@code measure} block measures: how many datagrams have come, or how many TCP sockets have the port. */
    enum Counted implements CheckStep {
        DATAGRAMS, SOCKETS
    }

    /** Steps of the student's program. */
    sealed interface OfProgram extends CheckStep {}

    record Starts() implements OfProgram {}

    /**
     * Waits for output.
     *
     * @param whole whether a line must equal the text; else it must contain it
     */
    record Prints(BytesExpression text, boolean whole, Optional<Within> within) implements OfProgram {}

    /**
     * The lines of output that start with a label are these, each as often as here, in any order.
     *
     * @param now whether they have been printed already; else they are waited for
     */
    record PrintsLines(String label, BytesExpression lines, boolean now, Optional<Within> within)
            implements
                OfProgram {}

    /** Nothing that the program has printed by now contains the text. */
    record NeverPrints(BytesExpression text) implements OfProgram {}

    /**
     * Waits for the end of the process.
     *
     * @param status the wanted exit status; absent for any
     * @param failure whether any status other than 0 is wanted
     */
    record Ends(OptionalInt status, boolean failure, Optional<Within> within) implements OfProgram {}

    /** The process runs on for this time. */
    record GoesOn(Duration time) implements OfProgram {}

    record IsKilled() implements OfProgram {}

    /** A server that is started before the program of a measure: a command of netkit. */
    record ServerIs(String command) implements OfProgram {}

    /** The program of a measure: a command of netkit, or a Java file of the lesson, with arguments. */
    record ProgramIs(String command) implements OfProgram {}

    /** A step of one of several programs. */
    record Named(String program, OfProgram step) implements CheckStep {}

    /** Writes to the program's standard input. */
    record Types(BytesExpression text) implements OfProgram {}

    /**
     * The last line of output that starts with a label has this value: numbers in ascending order, or other words.
     *
     * @param label the start of the line
     */
    record Reports(String label, BytesExpression value) implements OfProgram {}

    /** Steps of one end of the judge's. */
    sealed interface OfPeer extends CheckStep {
        String peer();
    }

    /** @param program to which it connects; absent for the first */
    record Connects(String peer, Optional<String> program) implements OfPeer {}

    record Listens(String peer) implements OfPeer {}

    record Accepts(String peer, Optional<Duration> within) implements OfPeer {}

    /**
     * Accepts the WebSocket handshake of the program, which is a client; from now on the connection carries messages.
     *
     * @param target path and query that it must ask for; the parts of the query may come in any order
     */
    record Upgrades(String peer, BytesExpression target) implements OfPeer {}

    /** Nothing listens at the port that the program is given. */
    record Refuses(String peer) implements OfPeer {}

    /** How bytes are divided into writes. */
    sealed interface Division {
        record Whole() implements Division {}

        /** Cut before these indices. */
        record At(List<Integer> indices) implements Division {}

        record Pieces(int size) implements Division {}
    }

    /**
     * @param pause between two writes
     */
    record Sends(String peer, BytesExpression bytes, Division division, Duration pause) implements OfPeer {}

    /**
     * @param within its time limit; absent for the judge's default
     * @param as the name that what was received is given
     */
    record Expects(String peer, Expectation what, Optional<Within> within, Optional<String> as)
            implements
                OfPeer {}

    record Closes(String peer) implements OfPeer {}

    record HalfCloses(String peer) implements OfPeer {}

    record Resets(String peer) implements OfPeer {}

    /**
     * From now on sends a reply to each line of the program that equals this one; such lines are not compared with what is
     * expected.
     *
     * @param line with its end; null if there are no more replies
     * @param bytes the reply; absent if there are no more replies
     */
    record Replies(String peer, BytesExpression line, Optional<BytesExpression> bytes, Duration delay)
            implements
                OfPeer {}

    /** The number of replies that were due by now. */
    record HasReplied(String peer, int least, int most) implements OfPeer {}

    /** Stops to read. */
    record Stalls(String peer) implements OfPeer {}

    /** Reads again, as fast as the rate in bytes per second, if there is one. */
    record Reads(String peer, OptionalInt rate) implements OfPeer {}

    /** Cuts the wire between all peers and the program, or heals it. */
    record Wire(boolean cut) implements CheckStep {}

    /** Steps of exercises whose program sends datagrams. */
    sealed interface OfDatagrams extends CheckStep {}

    /**
     * From now on sends a datagram for each datagram of the program that equals this one.
     *
     * @param to what it equals; absent for any datagram
     * @param with what is sent; if {@code to} is absent, computed anew for each datagram
     * @param numbers a list of {@link Numbers}: one datagram for each, in which the name {@code n} is the number as decimal
     *        text; absent if there is only one datagram
     */
    record RepliesToDatagrams(String peer, Optional<BytesExpression> to, BytesExpression with,
            Optional<BytesExpression> numbers, Duration delay) implements OfDatagrams {}

    /** What happens to a reply on its way. */
    enum Treatment {
        LOSES, DUPLICATES, DELAYS
    }

    /**
     * Loses, duplicates or delays the peer's replies with these numbers.
     *
     * @param numbers a list of {@link Numbers}
     * @param delay zero unless it delays them
     */
    record Treats(String peer, Treatment what, BytesExpression numbers, Duration delay)
            implements
                OfDatagrams {}

    /** Sends a datagram, computed anew each time, from the program's first datagram to the end of the check. */
    record SendsEvery(String peer, BytesExpression bytes, Duration interval) implements OfDatagrams {}

    /** Until the program ends: each datagram of the first numbered replies came once, no other, all from one socket. */
    record ExpectsEach(String peer, Optional<Within> within) implements OfDatagrams {}

    /** Changes the faults of the wire between the first peer and the program. */
    record WireFaults(WireChange change) implements OfDatagrams {}

    /** Gives the numbers of which no reply has been delivered a name. */
    record WireLost(String name) implements OfDatagrams {}

    /** Steps of the bus that the servers of an exercise join. */
    sealed interface OfBus extends CheckStep {}

    /** What the bus does from now on. */
    enum BusChange implements OfBus {
        /** Accepts connections, after it has stopped. */
        STARTS,
        /** Closes its connections, and accepts none. */
        STOPS,
        /** Stops to read, with its connections open. */
        STALLS,
        /** Reads again. */
        READS
    }

    /** Waits until this number of connections is subscribed. */
    record BusHasSubscribers(int count, Optional<Within> within) implements OfBus {}

    /** Waits until this number of messages has been published since the last such step, and no further one comes. */
    record BusCarries(int count) implements OfBus {}

    /** Steps of a program that keeps rooms. */
    sealed interface OfRooms extends CheckStep {}

    /** What a {@code measure} block measures: how many sockets got the event of the last operation. */
    record ValueRecipients() implements OfRooms {}

    /** What a {@code measure} block measures: in how many rooms a client's socket is. */
    record ValueRooms(String client) implements OfRooms {}

    /** Types an operation; the program must answer it rightly. */
    record Operation(RoomOperation operation) implements OfRooms {}

    /** Types operations at random; the program must answer each rightly. */
    record RandomOperations(int count, List<String> clients, List<String> rooms, List<String> namespaces)
            implements
                OfRooms {}

    /** Steps of a capture file, which the program is given. */
    sealed interface OfCapture extends CheckStep {}

    /** The format of a capture file. */
    enum CaptureFormat {
        PCAPNG, PCAP
    }

    record Capture(CaptureFormat format, ByteOrder order) implements OfCapture {}

    /** Adds a packet to the file. */
    record Packet(PacketSpec packet) implements OfCapture {}

    /** The program prints a line for each packet, with the bytes of each layer. */
    record PrintsLayers(Optional<Within> within) implements OfCapture {}

    /** Steps of the file that a program keeps. */
    sealed interface OfFile extends CheckStep {}

    /**
     * The file has these lines, each as often as here, in any order, and no other.
     *
     * @param now whether it has them already; else they are waited for
     */
    record FileHas(BytesExpression lines, boolean now, Optional<Within> within) implements OfFile {}

    /** Steps of the message queue that the judge runs. */
    sealed interface OfQueue extends CheckStep {}

    /** Starts the queue server, or stops it; its messages are kept. */
    record QueueRuns(boolean on) implements OfQueue {}

    /** Puts a message into a queue. */
    record QueueGets(String queue, BytesExpression body) implements OfQueue {}

    /** Waits until the metrics of a queue have these values. */
    record QueueHas(String queue, Map<QueueStats.Metric, NumberExpression> metrics, Optional<Within> within)
            implements
                OfQueue {}

    /** Steps of a file of messages, which the program is given. */
    sealed interface OfMessages extends CheckStep {}

    /** Adds a message of a Socket.IO session; {@link SessionMessage} says what the parts are. */
    record Message(String session, String sender, String transport, boolean binary, BytesExpression bytes)
            implements
                OfMessages {}

    /** Mixes the messages of different sessions; those of one session keep their order. */
    record ShufflesMessages() implements OfMessages {}

    /** The program prints a line for each packet in the messages. */
    record PrintsPackets(Optional<Within> within) implements OfMessages {}

    /** What a {@code measure} block measures: a metric of a queue. */
    record QueueValue(String queue, QueueStats.Metric metric) implements OfQueue {}

    /** Steps of an exercise that chooses transports. */
    sealed interface OfChoice extends CheckStep {}

    /** The line of the table that the check is about. */
    record Choice(String requirement) implements OfChoice {}

    /** The transport that was chosen is one of these. */
    record ChoiceIs(List<String> transports) implements OfChoice {}

    record WorkloadIs(Workload workload) implements OfChoice {}

    /** Compares over the transport that was chosen, in each scenario with each of several random seeds. */
    record Trials(List<String> scenarios, int seeds) implements OfChoice {}

    /** What may happen to a message in a trial. */
    enum Demanded {
        LOST("lost", "were lost"), REPEATED("repeated", "were processed more than once"),
        /** A newer message had been offered before this one was delivered. */
        STALE("stale", "were delivered after a newer one had been sent"), OUT_OF_ORDER("out-of-order",
                "were out of order");

        private final String word;
        private final String happened;

        Demanded(String word, String happened) {
            this.word = word;
            this.happened = happened;
        }

        /** Returns the word for it in {@code checks.lab}. */
        public String word() {
            return word;
        }

        /** Returns what happened to the messages, as the end of a sentence. */
        public String happened() {
            return happened;
        }
    }

    /** @param most percentage of the messages of all trials to which it may happen */
    record Demand(Demanded what, int most) implements OfChoice {}

    /** What the table predicts of lost and repeated messages is what was measured. */
    record DemandsPrediction() implements OfChoice {}
}
