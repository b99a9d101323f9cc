package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireChangeTest {
    private static final WireSettings CLEAR = WireSettings.clear(List.of("alice", "bob", "carol"));
    private static final HostPair ALICE_TO_BOB = new HostPair("alice", "bob");
    private static final HostPair BOB_TO_ALICE = new HostPair("bob", "alice");

    private static WireSettings after(String... changes) {
        WireSettings settings = CLEAR;
        for (String change : changes) {
            settings = WireChange.parse(change).applyTo(settings);
        }
        return settings;
    }

    private static Faults everywhere(String... changes) {
        WireSettings settings = after(changes);
        assertEquals(1, settings.faults().values().stream().distinct().count(), settings.toString());
        return settings.of(ALICE_TO_BOB);
    }

    private static String refused(String text) {
        return assertThrows(IllegalArgumentException.class, () -> after(text), text).getMessage();
    }

    @Test
    void eachFaultIsParsedByItsName() {
        assertEquals(Faults.NONE.withLoss(new Loss.Independent(0.1)), everywhere("loss 10%"));
        assertEquals(Faults.NONE.withLoss(new Loss.Bursts(0.02, 5)), everywhere("loss 2% burst 5"));
        assertEquals(Faults.NONE.withLoss(new Loss.GilbertElliott(0.01, 0.2, 1, 0)),
                everywhere("loss gemodel 1% 20% 100% 0"));
        assertEquals(Faults.NONE.withDelay(Duration.ofMillis(50), Duration.ZERO), everywhere("delay 50ms"));
        assertEquals(Faults.NONE.withDelay(Duration.ofMillis(50), Duration.ofMillis(10)),
                everywhere("delay 50ms jitter 10ms"));
        assertEquals(Faults.NONE.withReorder(new Reordering(0.1, 3, Duration.ofMillis(100))),
                everywhere("reorder 10%"));
        assertEquals(Faults.NONE.withReorder(new Reordering(0.1, 1, Duration.ofSeconds(1))),
                everywhere("reorder 10% by 1 within 1s"));
        assertEquals(Faults.NONE.withDuplicate(0.05), everywhere("duplicate 5%"));
        assertEquals(Faults.NONE.withCorrupt(0.005), everywhere("corrupt 0.5%"));
        assertEquals(
                Faults.NONE.withRate(Optional.of(new RateLimit(10_000_000, new QueueLimit.Packets(100)))),
                everywhere("rate 10mbit"));
        assertEquals(Faults.NONE.withRate(Optional.of(new RateLimit(64_000, new QueueLimit.Bytes(65_536)))),
                everywhere("rate 64kbit queue 64k"));
        assertEquals(Faults.NONE.withRate(Optional.of(new RateLimit(1_500_000, new QueueLimit.Packets(50)))),
                everywhere("rate 1.5mbit queue 50 packets"));
        assertEquals(Faults.NONE.withMtu(OptionalInt.of(1280)), everywhere("mtu 1280"));
        assertEquals(Faults.NONE.withCut(true), everywhere("cut"));
    }

    @Test
    void faultsMayBeSeparatedByCommas() {
        Faults expected = Faults.NONE.withLoss(new Loss.Independent(0.1)).withDelay(Duration.ofMillis(50),
                Duration.ZERO);
        assertEquals(expected, everywhere("loss 10% delay 50ms"));
        assertEquals(expected, everywhere("  loss 10%,\tdelay 50ms "));
    }

    @Test
    void faultReplacesOnlyTheFaultOfItsKind() {
        assertEquals(everywhere("delay 80ms loss 10%"),
                everywhere("loss 10% delay 50ms jitter 10ms", "delay 80ms"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"loss 0", "loss 0%", "loss off", "delay 0", "delay 0s", "delay off", "reorder off",
                "reorder 0",
                "duplicate off", "duplicate 0%", "corrupt 0", "rate off", "mtu off", "heal", "clear"})
    void everyFaultCanBeRemoved(String back) {
        String all = "loss 10% delay 50ms reorder 5% duplicate 5% corrupt 5% rate 1mbit mtu 1280 cut";
        Faults left = everywhere(all, back);
        String name = back.split(" ")[0];
        boolean gone = name.equals("clear") ? left.equals(Faults.NONE)
                : name.equals("heal") ? !left.cut() : !left.toString().contains(name);
        assertEquals(true, gone, back + " left " + left);
        if (!name.equals("clear")) {
            assertEquals(everywhere(all), everywhere(all, back, all), "no other fault changed");
        }
    }

    @Test
    void directionAppliesToTheFaultsAfterIt() {
        WireSettings settings = after("alice>bob loss 5%");
        assertEquals(new Loss.Independent(0.05), settings.of(ALICE_TO_BOB).loss());
        assertEquals(Faults.NONE, settings.of(BOB_TO_ALICE));

        settings = after("alice> cut");
        assertEquals("alice>bob cut alice>carol cut", settings.toString());
        assertEquals("alice>bob cut carol>bob cut", after(">bob cut").toString());
        assertEquals("alice>bob cut bob>alice cut", after("alice<>bob cut").toString());
        assertEquals("alice>bob loss 5% bob>carol mtu 1280 cut",
                after("alice>bob loss 5% bob>carol cut mtu 1280").toString());
        assertEquals("alice>bob loss 5% alice>carol loss 5%",
                after("loss 5% bob> clear carol> clear").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|', quoteCharacter = '"',
            value = {
                "los 10%|'los': unknown fault; write loss, delay, reorder, duplicate, corrupt, rate, mtu, cut, heal or clear",
                "loss|'loss': a value must follow, for example 10%",
                "delay 5ms loss ten|'loss ten': 'ten' is not a percentage from 0% to 100%: write for example 10%",
                "loss 10|'loss 10': '10' is not a percentage from 0% to 100%: write for example 10%",
                "loss 90% burst 5|'loss 90% burst 5': bursts of 5 lose at most 83.33%, not 90%",
                "loss 9% burst 0|'loss 9% burst 0': a burst has a mean length of 1 to 1000000 packets, not 0",
                "loss gemodel 1%|'loss gemodel 1%': a value must follow, for example 20%, for r",
                "delay 50|'delay 50': '50' is not a duration: write for example 250ms, 2s or 1m",
                "delay 2h|'delay 2h': a delay of 7200s is not between 0 and an hour",
                "delay 5ms jitter 10ms|'delay 5ms jitter 10ms': a jitter of 10ms needs a delay of at least 10ms, not 5ms",
                "jitter 10ms|'jitter': jitter goes with a delay: write delay 50ms jitter 10ms",
                "reorder 10% by 0|'reorder 10% by 0': 1 to 1000 packets can pass, not 0",
                "rate 10|'rate 10': '10' is not a rate: write for example 64kbit or 10mbit",
                "rate 0.5bit|'rate 0.5bit': '0.5bit' is not a rate: write for example 64kbit or 10mbit",
                "rate 0mbit|'rate 0mbit': a rate of 0 bit/s lets nothing through",
                "rate 1mbit queue 50|'rate 1mbit queue 50': '50' needs a unit: write for example 50 packets, or a size such as 64k or 50b",
                "rate 1mbit queue 0b|'rate 1mbit queue 0b': a queue of 0 bytes lets nothing through",
                "mtu 20|'mtu 20': an MTU is 68 to 65535 bytes, not 20",
                "mtu 1.5|'mtu 1.5': '1.5' is not a whole number",
                "alice>dave cut|there is no host 'dave' on the wire: the hosts are alice, bob, carol",
                "alice>alice cut|'alice>alice': the wire does not lead from a host to itself",
                "alice > bob cut|'alice >': a direction is written without spaces: alice>bob, alice>, >bob or alice<>bob",
                "> cut|'>' is not a direction: write alice>bob, alice>, >bob or alice<>bob, without spaces",
                "alice>bob>carol cut|'alice>bob>carol' is not a direction: write alice>bob, alice>, >bob or alice<>bob, without spaces",
                "cut alice>bob|'cut alice>bob': a fault must follow: loss, delay, reorder, duplicate, corrupt, rate, mtu, cut, heal or clear",
                "\"\"|'': a fault must follow: loss, delay, reorder, duplicate, corrupt, rate, mtu, cut, heal or clear"})
    void syntaxErrorIsReportedInOneLineWithItsPosition(String text, String message) {
        assertEquals(message, refused(text));
    }

    @Test
    void formattedSettingsParseToTheSameSettings() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            WireSettings settings = CLEAR;
            for (HostPair pair : CLEAR.faults().keySet()) {
                Faults faults = random.nextInt(3) == 0 ? Faults.NONE : any(random);
                settings = settings.with(Set.of(pair), _ -> faults);
            }
            assertEquals(settings, after(settings.toString()), settings.toString());
        }
    }

    @Test
    void formattedChangeParsesToTheSameChange() {
        String text = "loss 2% burst 5, alice> delay 50ms jitter 10ms reorder 10% by 2 rate off heal bob<>carol clear"
                + " rate 1mbit mtu off loss gemodel 1% 20% 100% 0 loss off";
        WireChange change = WireChange.parse(text);
        assertEquals(change.applyTo(CLEAR), WireChange.parse(change.toString()).applyTo(CLEAR));
        assertEquals(change.toString(), WireChange.parse(change.toString()).toString());
    }

    private static Faults any(Random random) {
        Loss loss = switch (random.nextInt(4)) {
            case 0 -> Loss.NONE;
            case 1 -> new Loss.Independent(fraction(random));
            case 2 -> new Loss.Bursts(fraction(random) / 2, 1 + random.nextInt(100) / 10.0);
            default -> new Loss.GilbertElliott(fraction(random), fraction(random), fraction(random), 0);
        };
        Duration delay = Duration.ofNanos(random.nextInt(1_000_000_000));
        Reordering reorder = random.nextBoolean() ? Reordering.NONE
                : new Reordering(fraction(random), 1 + random.nextInt(5), delay.multipliedBy(2));
        QueueLimit queue = random.nextBoolean() ? new QueueLimit.Packets(1 + random.nextInt(1000))
                : new QueueLimit.Bytes(1 + random.nextInt(1 << 20));
        return new Faults(random.nextBoolean(),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(68, 65_536)), loss,
                fraction(random), fraction(random),
                random.nextBoolean() ? Optional.empty()
                        : Optional.of(new RateLimit(1 + random.nextInt(1_000_000_000), queue)),
                reorder, delay, delay.dividedBy(1 + random.nextInt(5)));
    }

    private static double fraction(Random random) {
        return random.nextInt(100_001) / 1e5;
    }
}
