package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

/** Both ends, with a simulated link that drops, duplicates and delays datagrams, in simulated time. */
class ReliableExchangeTest {
    private static final int MESSAGES = 500;
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    private record Event(long at, int order, Runnable what) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
    private int order;
    private long now;
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> acknowledged = new ArrayList<>();
    private Random chance = new Random(0);
    private double loss;
    private double copies;
    /** Largest additional delay of a datagram, nanoseconds; it causes reordering. */
    private long jitter = DELAY;
    private int datagrams;
    private long lastAcknowledgedAt;
    private long tickAt = Long.MIN_VALUE;
    private final SendWindow sender = new SendWindow(1, Integer.MAX_VALUE - MESSAGES / 2,
            data -> carry(data, this::arrives), this::acknowledged);
    private ReceiveWindow receiver = receiver();

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private ReceiveWindow receiver() {
        return new ReceiveWindow(ack -> carry(ack, this::comesBack));
    }

    /** Encodes and decodes each datagram on its way. */
    private void carry(ReliableDatagram datagram, Consumer<ReliableDatagram> to) {
        datagrams++;
        byte[] bytes = datagram.encode();
        for (int copy = chance.nextDouble() < copies ? 2 : 1; copy > 0; copy--) {
            if (chance.nextDouble() >= loss) {
                long delay = DELAY + (long) (chance.nextDouble() * jitter);
                at(now + delay,
                        () -> to.accept(ReliableDatagram.decode(bytes, bytes.length).orElseThrow()));
            }
        }
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, order++, what));
    }

    private void arrives(ReliableDatagram datagram) {
        receiver.received((Data) datagram, now);
        for (Optional<byte[]> one = receiver.deliver(); one.isPresent(); one = receiver.deliver()) {
            taken.add(number(one.get()));
            receiver.taken(true);
        }
    }

    private void comesBack(ReliableDatagram datagram) {
        sender.received((Ack) datagram, now);
    }

    private void acknowledged(byte[] message) {
        acknowledged.add(number(message));
        lastAcknowledgedAt = now;
    }

    private static int number(byte[] message) {
        return Integer.parseInt(new String(message, StandardCharsets.US_ASCII));
    }

    private static byte[] message(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Offers one message per millisecond. */
    private void offerAll() {
        for (int number = 0; number < MESSAGES; number++) {
            byte[] message = message(number);
            at(TimeUnit.MILLISECONDS.toNanos(number), () -> sender.offer(message, now));
        }
    }

    private void runToTheEnd() {
        while (!events.isEmpty() && !sender.isGivenUp()) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
            OptionalLong tick = sender.nextTick();
            if (tick.isPresent() && tick.getAsLong() != tickAt) {
                tickAt = tick.getAsLong();
                at(Math.max(now, tickAt), () -> sender.tick(now));
            }
        }
        assertTrue(sender.isDone(), () -> "taken " + taken + " after " + datagrams + " datagrams and "
                + TimeUnit.NANOSECONDS.toMillis(now) + " ms");
    }

    private static List<Integer> all() {
        return IntStream.range(0, MESSAGES).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyMessageIsDeliveredOnceAndInOrderDespiteFaults(int seed) {
        chance = new Random(seed);
        loss = 0.3;
        copies = 0.3;
        offerAll();
        runToTheEnd();
        assertEquals(all(), taken);
        assertEquals(all(), acknowledged);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void restartedReceiverGetsAllUnacknowledgedMessages(int seed) {
        chance = new Random(seed);
        loss = 0.2;
        copies = 0.2;
        offerAll();
        List<Integer> before = new ArrayList<>();
        at(TimeUnit.MILLISECONDS.toNanos(200), () -> {
            before.addAll(taken);
            taken.clear();
            receiver = receiver();
        });
        runToTheEnd();
        assertEquals(all().subList(0, before.size()), before);
        assertEquals(taken.stream().sorted().distinct().toList(), taken);
        // An old datagram may reach the new receiver, and an acknowledged message be delivered again: UDP has no TIME-WAIT.
        assertTrue(taken.containsAll(all().subList(before.size(), MESSAGES)), () -> taken.toString());
        assertEquals(all(), acknowledged);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 10})
    void deliveryContinuesAfterOutage(long seconds) {
        jitter = 0;
        offerAll();
        long end = TimeUnit.MILLISECONDS.toNanos(100) + TimeUnit.SECONDS.toNanos(seconds);
        at(TimeUnit.MILLISECONDS.toNanos(100), () -> loss = 1);
        at(end, () -> loss = 0);
        runToTheEnd();
        assertEquals(all(), taken);
        assertTrue(lastAcknowledgedAt - end < TimeUnit.SECONDS.toNanos(3),
                () -> "delivery must resume within about a second, but took "
                        + TimeUnit.NANOSECONDS.toMillis(lastAcknowledgedAt - end) + " ms");
    }

    @Test
    void withoutFaultsEachMessageTakesTwoDatagrams() {
        jitter = 0;
        offerAll();
        runToTheEnd();
        assertEquals(all(), taken);
        assertEquals(2 * MESSAGES, datagrams);
    }
}
