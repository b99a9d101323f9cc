package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static Backoff backoff(double jitter, RandomGenerator random) {
        return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), jitter, random);
    }

    @Test
    void delayDoublesUpToTheLimit() {
        Backoff backoff = backoff(0, new Random(0));

        assertEquals("[1000, 2000, 4000, 5000, 5000]",
                Stream.generate(backoff::next).limit(5).map(Duration::toMillis).toList().toString());
        assertEquals(5, backoff.attempts());
        backoff.reset();
        assertEquals(Duration.ofSeconds(1), backoff.next());
    }

    @Test
    void delayStaysAtTheLimit() {
        Backoff backoff = backoff(0.5, new Random(0));

        for (int i = 0; i < 2000; i++) {
            Duration wait = backoff.next();
            assertTrue(wait.toMillis() >= 500 && wait.toMillis() <= 5000, wait + " at attempt " + i);
        }
        assertTrue(backoff.next().toMillis() > 2500);
    }

    /** The expected delays are the reference's: the first digit of the random number gives the sign. */
    @ParameterizedTest
    @CsvSource({"0.0, 1000", "0.05, 975", "0.1, 1050", "0.25, 875", "0.35, 1175", "0.8, 600", "0.99, 1495"})
    void jitterFollowsTheReference(double chance, long millis) {
        RandomGenerator fixed = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return chance;
            }
        };

        assertEquals(Duration.ofMillis(millis), backoff(0.5, fixed).next());
    }
}
