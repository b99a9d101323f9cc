package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import netkit.lab.wire.WireFixture.Observed;
import netkit.lab.wire.WireFixture.Seen;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/** The same seed and traffic produce the same faults. */
@Tag("slow")
class WireOutcomeTest {
    private static final String MANY_FAULTS = "loss 10% corrupt 10% duplicate 10% reorder 10%";
    private static final String BURSTS = "loss 20% burst 3 corrupt 10% duplicate 10% reorder 10%";

    /** Returns the outcome of each flow: for each of its packets the effects, then the order of arrival. */
    private static Map<Integer, List<String>> outcomes(String faults, List<List<byte[]>> flows,
            List<Integer> order) {
        WireFixture wire = new WireFixture().set(faults);
        int[] next = new int[flows.size()];
        List<Integer> flowOf = new ArrayList<>();
        List<Integer> positionOf = new ArrayList<>();
        for (int flow : order) {
            flowOf.add(flow);
            positionOf.add(next[flow]);
            wire.offer(flows.get(flow).get(next[flow]++));
        }
        wire.untilIdle();
        Map<Integer, List<String>> outcomes = new LinkedHashMap<>();
        for (Seen seen : wire.story) {
            int number = (int) seen.number();
            String what = seen.what() + " " + positionOf.get(number) + " " + FaultEffect.text(seen.effects());
            outcomes.computeIfAbsent(flowOf.get(number), _ -> new ArrayList<>()).add(what);
        }
        outcomes.values().forEach(WireOutcomeTest::decisionsFirst);
        return outcomes;
    }

    /** Puts the decisions first, then the arrivals. */
    private static void decisionsFirst(List<String> outcome) {
        outcome.sort(
                (one, other) -> Boolean.compare(one.startsWith("DELIVERED"), other.startsWith("DELIVERED")));
    }

    private static List<Integer> inTurn(List<List<byte[]>> flows) {
        return IntStream.range(0, flows.size()).boxed()
                .flatMap(flow -> Collections.nCopies(flows.get(flow).size(), flow).stream()).toList();
    }

    private static List<byte[]> udpFlow(int from, int packets) {
        return IntStream.range(0, packets).mapToObj(_ -> WireFixture.datagram(from, 20)).toList();
    }

    /** Returns the segments of a client that connects, sends and closes. */
    private static List<byte[]> tcpFlow(int from, int sequence, int acknowledgment) {
        List<byte[]> flow = new ArrayList<>();
        flow.add(WireFixture.segment(from, TcpSegment.SYN, sequence, 0, 0));
        int next = sequence + 1;
        int received = acknowledgment + 1;
        for (int i = 0; i < 150; i++) {
            flow.add(WireFixture.segment(from, 0, next, received, 0));
            flow.add(WireFixture.segment(from, TcpSegment.PSH, next, received, 100));
            next += 100;
            received += 10;
        }
        flow.add(WireFixture.segment(from, TcpSegment.FIN, next, received, 0));
        return flow;
    }

    private static List<byte[]> echoes(int identifier, int packets) {
        return IntStream.range(0, packets)
                .mapToObj(i -> WireFixture.toBob().icmp(8, 0, identifier << 16 | i).payload(56).build())
                .toList();
    }

    private static List<String> only(String faults, List<byte[]> flow) {
        return outcomes(faults, List.of(flow), inTurn(List.of(flow))).get(0);
    }

    @Test
    void outcomeIsIndependentOfTheInterleavingOfFlows() {
        List<byte[]> version6 = IntStream.range(0, 200).mapToObj(
                _ -> PacketBuilder.ip("2001:db8::1", "2001:db8::2").udp(5000, 9000).payload(20).build())
                .toList();
        List<byte[]> foreign = IntStream.range(0, 50).mapToObj(
                _ -> WireFixture.toBob().protocol(132).payload(20).build()).toList();
        List<List<byte[]>> flows = List.of(udpFlow(5000, 300), udpFlow(5001, 300), udpFlow(61_000, 200),
                tcpFlow(5000, 7, 9), version6, foreign, echoes(1, 100));
        for (String faults : List.of(MANY_FAULTS, BURSTS)) {
            List<Integer> order = new ArrayList<>(inTurn(flows));
            Map<Integer, List<String>> expected = outcomes(faults, flows, order);
            for (int seed = 0; seed < 10; seed++) {
                Collections.shuffle(order, new Random(seed));
                Map<Integer, List<String>> outcomes = outcomes(faults, flows, order);
                for (int flow = 0; flow < flows.size(); flow++) {
                    assertEquals(expected.get(flow), outcomes.get(flow),
                            faults + ", flow " + flow + ", seed " + seed);
                }
            }
            assertEquals(flows.size(), expected.values().stream().distinct().count(),
                    "each flow has its own outcome");
        }
    }

    @Test
    void outcomeIsIndependentOfTheEphemeralPort() {
        List<byte[]> one = udpFlow(32_768, 300);
        assertEquals(only(MANY_FAULTS, one), only(MANY_FAULTS, udpFlow(60_999, 300)));
        assertNotEquals(only(MANY_FAULTS, one), only(MANY_FAULTS, udpFlow(32_767, 300)),
                "this port is not ephemeral");
    }

    @Test
    void flowsFromEphemeralPortsAreNumberedInOrderOfAppearance() {
        List<List<byte[]>> flows = List.of(udpFlow(40_000, 300), udpFlow(41_000, 300));
        List<List<byte[]>> other = List.of(udpFlow(50_000, 300), udpFlow(33_000, 300));
        List<Integer> order = new ArrayList<>(List.of(0, 1));
        List<Integer> rest = new ArrayList<>(inTurn(List.of(udpFlow(1, 299), udpFlow(1, 299))));
        Collections.shuffle(rest, new Random(1));
        order.addAll(rest);
        Map<Integer, List<String>> outcomes = outcomes(MANY_FAULTS, flows, order);
        assertEquals(outcomes, outcomes(MANY_FAULTS, other, order));
        assertNotEquals(outcomes.get(0), outcomes.get(1));
    }

    @Test
    void outcomeIsIndependentOfTheInitialSequenceNumbers() {
        List<String> expected = only(BURSTS, tcpFlow(40_000, 0, 0));
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            assertEquals(expected,
                    only(BURSTS, tcpFlow(random.nextInt(32_768, 61_000), random.nextInt(), random.nextInt())),
                    "seed " + seed);
        }
        assertEquals(expected, only(BURSTS, tcpFlow(40_000, -100, Integer.MAX_VALUE - 10)),
                "sequence numbers wrap around");
    }

    @Test
    void outcomeIsIndependentOfTheEchoIdentifier() {
        assertEquals(only(MANY_FAULTS, echoes(1, 300)), only(MANY_FAULTS, echoes(40_000, 300)));
    }

    @Test
    void outcomeIsIndependentOfArpAndOfTheHardwareAddresses() {
        WireFixture plain = new WireFixture(1).set(MANY_FAULTS);
        WireFixture withArp = new WireFixture(1).set(MANY_FAULTS);
        for (int i = 0; i < 300; i++) {
            plain.offer(WireFixture.datagram(5000, 20));
            withArp.offerFrame(WireFixture.ARP);
            withArp.offerFrame(WireFixture.toBob().ethernet(7, 8).udp(5000, 9000).payload(20).build());
        }
        assertEquals(effects(plain), IntStream.range(0, 300).mapToObj(i -> effects(withArp).get(2 * i + 1))
                .toList());
    }

    private static List<List<FaultEffect>> effects(WireFixture wire) {
        return wire.all(Observed.ENTERED).stream().map(Seen::effects).toList();
    }

    @Test
    void outcomeOfDataIsIndependentOfTheAcknowledgements() {
        List<byte[]> flow = tcpFlow(5000, 1, 1);
        List<byte[]> fewer = IntStream.range(0, flow.size())
                .filter(i -> i == 0 || i % 2 == 0 || i == flow.size() - 1)
                .mapToObj(flow::get).toList();
        for (String faults : List.of("loss 20%", "loss 20% burst 3")) {
            assertEquals(lostData(faults, flow), lostData(faults, fewer), faults);
        }
    }

    /** Returns the relative sequence numbers of the dropped segments with data. */
    private static List<Integer> lostData(String faults, List<byte[]> flow) {
        WireFixture wire = new WireFixture().set(faults);
        flow.forEach(wire::offer);
        return wire.all(Observed.ENTERED).stream().filter(seen -> seen.has(FaultEffect.Dropped.class))
                .filter(seen -> seen.bytes().length > 40)
                .map(seen -> ByteBuffer.wrap(seen.bytes()).getInt(24)).toList();
    }

    @Test
    void outcomeDependsOnSeedAndDirection() {
        List<List<FaultEffect>> expected = effects(offered(1, new HostPair("alice", "bob")));
        assertEquals(expected, effects(offered(1, new HostPair("alice", "bob"))));
        assertNotEquals(expected, effects(offered(2, new HostPair("alice", "bob"))));
        assertNotEquals(expected, effects(offered(1, new HostPair("bob", "alice"))));
        assertNotEquals(expected, effects(offered(1, new HostPair("alice", "carol"))));
    }

    private static WireFixture offered(long seed, HostPair pair) {
        WireFixture wire = new WireFixture(seed, pair).set(MANY_FAULTS);
        udpFlow(5000, 300).forEach(wire::offer);
        return wire;
    }

    @Test
    void retransmissionDrawsItsOwnLoss() {
        WireFixture wire = new WireFixture().set("loss 50%");
        wire.offer(WireFixture.segment(5000, TcpSegment.SYN, 0, 0, 0));
        List<Integer> lost = new ArrayList<>();
        List<Integer> lostTwice = new ArrayList<>();
        int many = 2_000;
        for (int i = 0; i < many; i++) {
            byte[] segment = WireFixture.segment(5000, 0, 1 + 100 * i, 1, 100);
            if (isLost(wire, segment)) {
                lost.add(i);
                if (isLost(wire, segment)) {
                    lostTwice.add(i);
                }
            }
        }
        assertEquals(many / 2, lost.size(), 4 * Math.sqrt(many * 0.25));
        assertEquals(lost.size() / 2, lostTwice.size(), 4 * Math.sqrt(lost.size() * 0.25));
        assertEquals(lost.size(), wire.count().retransmitted());
    }

    @Test
    void retransmissionDrawsItsOwnBurstState() {
        WireFixture wire = new WireFixture().set("loss 20% burst 50");
        wire.offer(WireFixture.segment(5000, TcpSegment.SYN, 0, 0, 0));
        int retransmitted = 0;
        int lostAgain = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] segment = WireFixture.segment(5000, 0, 1 + 100 * i, 1, 100);
            for (boolean lost = isLost(wire, segment); lost; retransmitted++) {
                lost = isLost(wire, segment);
                lostAgain += lost ? 1 : 0;
            }
        }
        assertTrue(retransmitted > 20, "only " + retransmitted + " were retransmitted");
        assertEquals(0.2 * retransmitted, lostAgain, 4 * Math.sqrt(retransmitted * 0.2 * 0.8));
    }

    private static boolean isLost(WireFixture wire, byte[] packet) {
        wire.offer(packet);
        return !wire.lastEffects().isEmpty();
    }

    @Test
    void noSegmentIsLostForEverHoweverManyAreRetransmitted() {
        WireFixture wire = new WireFixture().set("loss 90%");
        List<byte[]> waiting = IntStream.range(0, 10_000)
                .mapToObj(i -> WireFixture.segment(5000, 0, 100 * i, 1, 100)).toList();
        for (int round = 0; round < 300 && !waiting.isEmpty(); round++) {
            waiting = waiting.stream().filter(segment -> isLost(wire, segment)).toList();
        }
        assertEquals(0, waiting.size());
    }

    @Test
    void newConnectionBetweenTheSamePortsIsANewFlow() {
        List<byte[]> one = tcpFlow(5000, 1, 1);
        List<byte[]> two = tcpFlow(5000, 77, 77);
        List<byte[]> both = Stream.concat(one.stream(), two.stream()).toList();
        WireFixture wire = new WireFixture().set("loss 20%");
        both.forEach(wire::offer);
        List<List<FaultEffect>> effects = effects(wire);
        assertNotEquals(effects.subList(0, one.size()), effects.subList(one.size(), both.size()));
        assertEquals(0, wire.count().retransmitted());
    }

    @Test
    void laterFragmentsBelongToTheFlowOfTheirDatagram() {
        List<List<byte[]>> flows = IntStream.of(5000, 5001).mapToObj(port -> IntStream.range(0, 100)
                .mapToObj(i -> Stream.of(
                        WireFixture.toBob().fragment(port + 2 * i, 0, true).udp(port, 9000).payload(72)
                                .build(),
                        WireFixture.toBob().fragment(port + 2 * i, 80, false).protocol(17).payload(50)
                                .build()))
                .flatMap(fragments -> fragments).collect(Collectors.toList())).toList();
        List<Integer> order = new ArrayList<>(inTurn(flows));
        Map<Integer, List<String>> expected = outcomes(MANY_FAULTS, flows, order);
        Collections.shuffle(order, new Random(1));
        assertEquals(expected.get(0), outcomes(MANY_FAULTS, flows, order).get(0));
        assertEquals(expected.get(1), outcomes(MANY_FAULTS, flows, order).get(1));
    }

    @Test
    void outcomeIsIndependentOfWhenAFaultWasSet() {
        List<byte[]> flow = Stream.concat(udpFlow(5000, 300).stream(), tcpFlow(5000, 1, 1).stream()).toList();
        WireFixture early = new WireFixture().set("loss 20%");
        flow.forEach(early::offer);
        WireFixture late = new WireFixture();
        flow.subList(0, 350).forEach(late::offer);
        late.set("loss 20%");
        flow.subList(350, flow.size()).forEach(late::offer);
        assertEquals(effects(early).subList(350, flow.size()), effects(late).subList(350, flow.size()));
    }

    @Test
    void wireForgetsTheOldestOfManyFlows() {
        WireFixture wire = new WireFixture().set("loss 10%");
        int many = 3 * WireFlows.MAX_FLOWS;
        for (int i = 0; i < many; i++) {
            wire.offer(PacketBuilder.ip("192.0.2.1", "198.51.100." + i % 250).udp(1 + i, 9000).build());
        }
        assertEquals(many / 10.0, wire.count().dropped().get(DropReason.LOSS), 4 * Math.sqrt(many * 0.09));
    }

    @Test
    void undecodableBytesAreForwardedLikePackets() {
        Random random = new Random(1);
        WireFixture wire = new WireFixture(1).set(MANY_FAULTS);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            wire.offer(bytes).offerFrame(bytes);
        }
        wire.untilIdle();
        DirectionCount count = wire.count();
        assertTrue(count.duplicates() > 100 && count.heldBack() > 100, count.toString());
        assertEquals(count.packets() + count.duplicates(), count.delivered() + count.totalDropped());
    }
}
