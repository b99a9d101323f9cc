package netkit.compare.machines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.Endpoint;
import netkit.testing.SideBySide;

@Timeout(60)
class ComparisonServerTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Endpoint ANY = new Endpoint(Endpoint.LOOPBACK, 0);

    private final Token token = Token.random();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private ComparisonServer server;

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private void serve(ServingLimits limits) throws IOException {
        server = new ComparisonServer(ANY, token, limits, log::add);
    }

    /** Limits with these times. */
    private static ServingLimits limits(Duration session, Duration silence, Duration handshake) {
        ServingLimits usual = ServingLimits.DEFAULT;
        return new ServingLimits(usual.messages(), usual.bytes(), usual.trial(), session, silence, handshake);
    }

    /** Returns the next log line, without the client's address. */
    private String logged() throws InterruptedException {
        String line = log.poll(30, TimeUnit.SECONDS);
        return line == null ? "nothing" : line.replaceFirst("^\\S+ ", "");
    }

    /** A client that says what it likes. */
    private final class Raw implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.endpoint().port());
        private final BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        private final ControlLine hello = ControlLine.parse(in.readLine());

        Raw() throws IOException {}

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        void prove(Token known) throws IOException {
            say(new ControlLine().with(ControlLine.PROTOCOL, ControlLine.VERSION)
                    .with("proof", known.proof(hello.text("challenge"))) + "\n");
        }

        /** Returns the reason why the server ends the connection, which is its last line. */
        String end() throws IOException {
            String last = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                last = line;
            }
            return last.isEmpty() ? "closed" : ControlLine.parse(last).text("end");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Raw welcomed() throws IOException {
        Raw client = new Raw();
        client.prove(token);
        assertTrue(ControlLine.parse(client.in.readLine()).flag("welcome"));
        return client;
    }

    private String refusal(Token known) {
        return assertThrows(IOException.class,
                () -> ComparisonClient.connect(server.endpoint(), known).close()).getMessage();
    }

    /** The server still serves those who know the token. */
    private void assertServes() throws Exception {
        ComparisonClient client = ComparisonClient.connect(server.endpoint(), token);
        assertEquals("begins", logged());
        client.bye(true);
        assertEquals("finished, after 0 trials", logged());
    }

    @Test
    @SideBySide
    void wrongTokenIsOneLineAtBothEnds() throws Exception {
        serve(ServingLimits.DEFAULT);

        assertEquals(server.endpoint() + ": wrong token", refusal(Token.random()));
        assertEquals("refused: wrong token", logged());
        assertServes();
    }

    @Test
    @SideBySide
    void neitherTokenNorProofIsLogged() throws Exception {
        serve(ServingLimits.DEFAULT);
        Token wrong = Token.random();

        refusal(wrong);
        String line = log.poll(30, TimeUnit.SECONDS);

        assertFalse(line.contains(wrong.toString()) || line.contains(token.toString()), line);
    }

    @Test
    @SideBySide
    void secondClientIsTold() throws Exception {
        serve(ServingLimits.DEFAULT);
        try (Raw _ = welcomed()) {
            assertEquals("begins", logged());
            assertEquals(server.endpoint() + ": another client is being served; try again later",
                    refusal(token));
            assertEquals("refused: another client is being served; try again later", logged());
        }
        assertEquals("went away", logged());
    }

    @Test
    @SideBySide
    void otherVersionIsOneLineAtBothEnds() throws Exception {
        serve(ServingLimits.DEFAULT);
        try (Raw client = new Raw()) {
            client.say("{\"netkit-compare\":7,\"proof\":\"\"}\n");

            assertTrue(
                    client.end().contains("it speaks version 7 of the control protocol, and this netkit 1"));
            assertTrue(logged().startsWith("refused: it speaks version 7"));
        }
        assertServes();
    }

    @Test
    @SideBySide
    void garbageEndsTheConnection() throws Exception {
        serve(ServingLimits.DEFAULT);
        try (Raw client = new Raw()) {
            client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("a line is not a JSON object", client.end());
        }
        assertEquals("refused: a line is not a JSON object", logged());
        try (Raw client = new Raw()) {
            client.say("x".repeat(ComparisonServer.MAX_FIRST_LINE + 1));
            assertEquals("a line has more than 512 bytes", client.end());
        }
        assertEquals("refused: a line has more than 512 bytes", logged());
        assertServes();
    }

    @Test
    @SideBySide
    void silentClientWithoutTokenIsCutOff() throws Exception {
        serve(limits(LONG, LONG, SHORT));
        try (Raw client = new Raw()) {
            client.say("{\"netkit-compare\"");
            assertEquals("closed", client.end());
        }
        assertTrue(logged().startsWith("refused: it has not shown a token"));
        assertServes();
    }

    @Test
    @SideBySide
    void clientThatLeavesWithoutTokenIsLogged() throws Exception {
        serve(ServingLimits.DEFAULT);
        new Raw().close();
        assertEquals("refused: it closed the connection without a token", logged());
    }

    @Test
    @SideBySide
    void silentClientWithTokenIsCutOff() throws Exception {
        serve(limits(LONG, SHORT, LONG));
        try (Raw client = welcomed()) {
            assertTrue(client.end().startsWith("nothing was heard for"));
        }
        assertEquals("begins", logged());
        assertTrue(logged().startsWith("was cut off: nothing was heard for"));
    }

    @Test
    @SideBySide
    void clientThatDoesNotReadIsCutOff() throws Exception {
        serve(limits(SHORT, LONG, LONG));
        try (Raw client = welcomed()) {
            String clock = "{\"id\":1,\"do\":\"clock\"}\n".repeat(1000);
            assertThrows(IOException.class, () -> {
                while (true) {
                    client.say(clock); // and never reads
                }
            });
        }
        assertEquals("begins", logged());
        assertTrue(logged().startsWith("was cut off: an experiment may take"));
    }

    @Test
    @SideBySide
    void endlessExperimentIsCutOff() throws Exception {
        serve(limits(SHORT, LONG, LONG));
        try (Raw client = welcomed()) {
            assertTrue(client.end().startsWith("an experiment may take"));
        }
        assertEquals("begins", logged());
        assertTrue(logged().startsWith("was cut off: an experiment may take"));
    }

    @Test
    @SideBySide
    void requestBeyondTheLimitsIsRefused() throws Exception {
        serve(ServingLimits.DEFAULT);
        try (ComparisonClient client = ComparisonClient.connect(server.endpoint(), token)) {
            ControlLine open = new ControlLine().with("trial", 0).with("number", 1).with("back", 2)
                    .with("transport", "tcp").with("messages", 100).with("size", 100).with("per-second", 100)
                    .with("seed", 1);

            assertRefused(client, open.with("messages", 100_001),
                    "'messages' must be a whole number from 1 to 100000");
            assertRefused(client, open.with("messages", 100_000).with("size", 100_000),
                    "a trial of 10000000000 bytes is too large: the serving side allows 268435456");
            assertRefused(client, open.with("per-second", 0.01),
                    "a trial of 10000 s is too long: the serving side allows 600 s");
            assertRefused(client, open.with("transport", "carrier-pigeon"),
                    "there is no transport 'carrier-pigeon'");
            assertRefused(client, open.with("transport", "rabbitmq"),
                    "rabbitmq cannot do that between two machines");
            for (int trial = 0; trial < TrialPorts.TRIALS; trial++) {
                client.request("open", open.with("trial", trial));
            }
            assertRefused(client, open.with("trial", 99), "at most 8 trials run at once");
        }
    }

    private static void assertRefused(ComparisonClient client, ControlLine open, String why) {
        assertEquals(why,
                assertThrows(ControlException.class, () -> client.request("open", open)).getMessage());
    }

    @Test
    @SideBySide
    void stoppedClientTellsTheServer() throws Exception {
        serve(ServingLimits.DEFAULT);
        ComparisonClient.connect(server.endpoint(), token).bye(false);
        assertEquals("begins", logged());
        assertEquals("stopped at the other end", logged());
    }

    @Test
    @SideBySide
    void stoppedServerTellsItsClient() throws Exception {
        serve(ServingLimits.DEFAULT);
        try (ComparisonClient client = ComparisonClient.connect(server.endpoint(), token)) {
            server.close();

            IOException end = assertThrows(IOException.class,
                    () -> client.request("close", new ControlLine()));
            assertTrue(end.getMessage().endsWith("the serving side was stopped"), end.getMessage());
        }
    }

    @Test
    @SideBySide
    void trialsUseThePortsAfterTheControlPort() {
        TrialPorts ports = new TrialPorts(5201);
        TrialPorts.Lease lease = ports.lease();

        assertEquals(5202, ports.first());
        assertEquals(5249, ports.last());
        for (int i = 0; i < TrialPorts.COUNT; i++) {
            assertEquals(5202 + i, lease.take());
        }
        lease.giveBack();
        assertEquals(5202, ports.lease().take());
        assertThrows(IllegalArgumentException.class, () -> new TrialPorts(65_500));
    }
}
