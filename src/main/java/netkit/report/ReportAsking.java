package netkit.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import netkit.compare.Cell;
import netkit.compare.ledger.Stage;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WirePacket;
import netkit.compare.wire.WireStats;

/**
 * HTTP requests and their responses over time: asking, or pushing. They are found in the order of a connection's packets with
 * payload, since a client of HTTP/1.1 that does not pipeline asks again when it has the response.
 *
 * @param from start of the time line
 * @param to its end
 * @param requests for each the number of its connection, when it left bob, when the response began and ended to arrive (null if it did not), and the numbers
 *        of the messages of this direction that the two carried, each followed by the time of its arrival
 * @param omitted what is not drawn, as a sentence with a space before it; empty if everything is
 */
record ReportAsking(double from, double to, List<Object[]> requests, String omitted) {
    /** The time line ends before more requests, or more messages, than this. */
    static final int MAX_DRAWN = 60;

    /** Times are nanoseconds from the start of the trial. */
    private static final class Exchange {
        final int connection;
        final long left;
        /** The position of the response in the stream from alice; empty before it is sent. */
        OptionalLong position = OptionalLong.empty();
        Optional<Long> responseAt = Optional.empty();
        Optional<Long> lastAt = Optional.empty();
        /** Whether the response has no end, as far as can be seen. */
        boolean isOpen;
        /** When each message arrived, by its number. */
        final Map<Integer, Long> messages = new TreeMap<>();

        Exchange(int connection, long left) {
            this.connection = connection;
            this.left = left;
        }

        Object[] data(long to) {
            List<Object> numbersAndTimes = new ArrayList<>();
            messages.forEach((number, at) -> {
                if (at <= to) {
                    numbersAndTimes.add(number);
                    numbersAndTimes.add(ReportData.millis(at));
                }
            });
            return new Object[] {connection, ReportData.millis(left),
                responseAt.map(ReportData::millis).orElse(null),
                lastAt.filter(_ -> !isOpen).map(ReportData::millis).orElse(null), numbersAndTimes};
        }
    }

    /** Returns empty if there was no request, or no wire to observe. */
    static Optional<ReportAsking> of(Cell.Measured cell) {
        List<Exchange> all = exchanges(cell);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Long> arrivals = all.stream().flatMap(one -> one.messages.values().stream()).sorted().toList();
        long end = all.stream().mapToLong(one -> one.lastAt.orElse(one.left)).max().orElseThrow();
        long most = Math.min(all.size() > MAX_DRAWN ? all.get(MAX_DRAWN).left : Long.MAX_VALUE,
                arrivals.size() > MAX_DRAWN ? arrivals.get(MAX_DRAWN) : Long.MAX_VALUE);
        long to = Math.max(1_000_000, Math.min(end, most));
        boolean isAll = end <= most && cell.wire().orElseThrow().complete();
        return Optional.of(new ReportAsking(ReportData.millis(Math.min(0, all.getFirst().left)),
                ReportData.millis(to),
                all.stream().limit(MAX_DRAWN).filter(one -> one.left <= to).map(one -> one.data(to)).toList(),
                isAll ? "" : " Only the beginning of the trial is drawn."));
    }

    /** Returns how many requests brought messages, in words; empty if that is not known. */
    static Optional<String> sentence(Cell.Measured cell) {
        List<Exchange> all = exchanges(cell);
        if (all.size() < 2 || !cell.wire().orElseThrow().complete()) {
            return Optional.empty();
        }
        long carried = all.stream().mapToLong(one -> one.messages.size()).sum();
        long empty = all.stream().filter(one -> one.messages.isEmpty()).count();
        String longest = all.stream().flatMap(one -> one.responseAt.map(at -> at - one.left).stream())
                .max(Long::compare).map(wait -> "; the longest wait for a response was " + Numbers.time(wait))
                .orElse("");
        return Optional.of("Of " + Numbers.counted(all.size(), "request") + ", "
                + Numbers.grouped(all.size() - empty) + " brought "
                + Numbers.counted(carried, "message") + ", and " + Numbers.grouped(empty)
                + " found none" + longest + ".");
    }

    /** Returns all requests, in the order in which they left. */
    private static List<Exchange> exchanges(Cell.Measured cell) {
        WireStats wire = cell.wire().orElse(null);
        if (wire == null || wire.requests().requests() == 0) {
            return List.of();
        }
        boolean isUpgraded = cell.transport().framing() == Transport.Framing.WEBSOCKET;
        List<Exchange> all = new ArrayList<>();
        Map<String, Exchange> last = new HashMap<>(); // by connection
        for (WirePacket packet : wire.packets()) {
            if (packet.payload() == 0) {
                continue;
            }
            boolean isFromBob = packet.pair().from().equals(Scenario.RECEIVER);
            String connection = isFromBob ? packet.flow() : reversed(packet.flow());
            Exchange exchange = last.get(connection);
            if (isFromBob && !packet.retransmission()
                    && (exchange == null || exchange.position.isPresent() && !isUpgraded)) {
                if (exchange != null) {
                    exchange.isOpen = false;
                }
                exchange = new Exchange(exchange == null ? last.size() : exchange.connection,
                        packet.sentAt());
                exchange.isOpen = isUpgraded
                        || cell.transport() == Transport.SSE && !last.containsKey(connection);
                all.add(exchange);
                last.put(connection, exchange);
            }
            if (isFromBob && !isUpgraded && exchange != null && !packet.messages().isEmpty()) {
                exchange.isOpen = false; // a POST
            }
            if (exchange != null) {
                add(cell, exchange, packet, isFromBob);
            }
        }
        return all;
    }

    private static void add(Cell.Measured cell, Exchange exchange, WirePacket packet, boolean isFromBob) {
        if (!isFromBob) {
            if (exchange.position.isEmpty() && !packet.retransmission()) {
                exchange.position = packet.sequence();
            }
            boolean isItsOwn = exchange.position.isPresent() // else a response before it is sent again
                    && packet.sequence().orElse(0) >= exchange.position.getAsLong();
            if (isItsOwn && !packet.arrivedAt().isEmpty()) {
                long at = packet.arrivedAt().getFirst();
                exchange.responseAt = Optional
                        .of(exchange.responseAt.map(first -> Math.min(first, at)).orElse(at));
                exchange.lastAt = Optional.of(exchange.lastAt.map(end -> Math.max(end, at)).orElse(at));
            }
        }
        if (packet.pair().equals(cell.direction().pair())) {
            for (int number : packet.messages()) {
                cell.ledger().at(Stage.ARRIVED, number)
                        .ifPresent(at -> { // with the packet that completes it
                            if (packet.arrivedAt().contains(at)) {
                                exchange.messages.put(number, at);
                            }
                        });
            }
        }
    }

    private static String reversed(String flow) {
        String[] ports = flow.split("→");
        return ports[1] + "→" + ports[0];
    }
}
