package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bus that the judge plays, with real connections. */
@Timeout(60)
class LineBusTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Events events = new Events(Duration.ofMinutes(1));
    private LineBus bus;

    @BeforeEach
    void start() throws IOException {
        bus = new LineBus(events, new Ladder(events));
    }

    @AfterEach
    void close() throws IOException {
        bus.close();
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        assertTrue(events.await(LONG, condition));
    }

    /** A connection to the bus. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket("127.0.0.1", bus.port());
        private final BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

        Client() throws IOException {}

        void write(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void messageGoesToAllSubscribersItsPublisherIncluded() throws Exception {
        try (Client one = new Client(); Client two = new Client(); Client deaf = new Client()) {
            one.write("SUBSCRIBE chat");
            two.write("SUBSCRIBE chat\r");
            deaf.write("SUBSCRIBE other");
            await(() -> bus.subscribers("chat") == 2 && bus.subscribers("other") == 1);
            assertEquals(Optional.of("other"), bus.otherChannel("chat"));
            one.write("PUBLISH chat hello,  \u00e9");
            assertEquals("MESSAGE chat hello,  \u00e9", one.in.readLine());
            assertEquals("MESSAGE chat hello,  \u00e9", two.in.readLine());
            assertEquals(1, bus.published());
            assertEquals(3, bus.connections());
        }
        await(() -> bus.connections() == 0 && bus.subscribers("chat") == 0);
    }

    @Test
    void lineThatTheBusDoesNotKnowIsRemembered() throws Exception {
        try (Client one = new Client()) {
            one.write("HELLO chat");
            await(() -> !bus.unknown().isEmpty());
            assertEquals("HELLO chat", bus.unknown());
        }
    }

    @Test
    void stoppedBusClosesAndRefusesUntilItStartsAgainAndKeepsNothing() throws Exception {
        try (Client one = new Client()) {
            one.write("SUBSCRIBE chat");
            await(() -> bus.subscribers("chat") == 1);
            bus.stop();
            assertNull(one.in.readLine());
        }
        assertThrows(IOException.class, Client::new);
        await(() -> bus.connections() == 0);
        bus.start();
        try (Client again = new Client()) {
            again.write("PUBLISH chat lost");
            await(() -> bus.published() == 1);
            again.write("SUBSCRIBE chat");
            again.write("PUBLISH chat heard");
            assertEquals("MESSAGE chat heard", again.in.readLine());
        }
    }

    @Test
    void stalledBusCarriesNothingUntilItReads() throws Exception {
        try (Client one = new Client()) {
            one.write("SUBSCRIBE chat");
            await(() -> bus.subscribers("chat") == 1);
            bus.stall(true);
            one.write("PUBLISH chat hello");
            assertEquals(0, bus.published());
            bus.stall(false);
            assertEquals("MESSAGE chat hello", one.in.readLine());
        }
    }
}
