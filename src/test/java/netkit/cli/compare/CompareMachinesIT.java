package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.cli.option.ExitCode;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** {@code netkit compare --serve} and {@code --to}: two processes, on two hosts of a lab and on one machine. */
@Timeout(240)
class CompareMachinesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(110);
    private static final String TOKEN = "a-token-of-the-test";
    private static final int MESSAGES = 100;
    private static final String FEW = " --transports tcp,udp,websocket,queue --scenarios clean --rate 200/s --messages "
            + MESSAGES;
    /** Both processes read the same clock, so the truth is 0. */
    private static final double MAX_CLOCK_ERROR_MILLIS = 1;

    @TempDir
    Path folder;

    private static void assertOneClock(JsonObject result) {
        JsonObject machines = result.getAsJsonObject("machines");
        assertTrue(machines.get("oneWay").getAsBoolean(), machines.toString());
        assertTrue(Math.abs(machines.get("clockOffsetMillis").getAsDouble()) < MAX_CLOCK_ERROR_MILLIS,
                machines.toString());
    }

    /** alice's ledger says what was offered and accepted, and bob's what was delivered. */
    private static void assertBothLedgers(JsonObject cell, boolean all) {
        assertTrue(cell.get("failure").isJsonNull(), cell.toString());
        JsonObject messages = cell.getAsJsonObject("messages");
        int delivered = 0;
        for (int i = 0; i < MESSAGES; i++) {
            assertTrue(
                    !time(messages, "offered", i).isJsonNull() && !time(messages, "accepted", i).isJsonNull(),
                    cell.get("transport") + " " + i);
            if (!time(messages, "delivered", i).isJsonNull()) {
                delivered++;
                double latency = time(messages, "delivered", i).getAsDouble()
                        - time(messages, "offered", i).getAsDouble();
                assertTrue(latency > -MAX_CLOCK_ERROR_MILLIS * 1e6,
                        cell.get("transport") + " " + i + ": " + latency);
            }
        }
        assertTrue(all ? delivered == MESSAGES : delivered > 0, cell.get("transport") + ": " + delivered);
    }

    private static JsonElement time(JsonObject messages, String stage, int number) {
        return messages.getAsJsonArray(stage).get(number);
    }

    private JsonObject result(Path json) throws Exception {
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    }

    @Test
    @SideBySide
    void twoHostsOfTheLabWithLossOnTheWire() throws Exception {
        Programs.needLab();
        Path json = folder.resolve("lab.json");
        Path script = Files.writeString(folder.resolve("two.lab"), """
                hosts alice bob
                seed 1
                limit 90s
                wire loss 5%%
                alice serves: netkit compare --serve 5201 --token %s
                wait until alice listens on 5201
                bob: netkit compare --to alice:5201 --token %s%s --json %s
                """.formatted(TOKEN, TOKEN, FEW, json));
        try (LiveProcess lab = Programs.shell("netkit lab run --yes '" + script + "'")) {
            assertEquals(ExitCode.DONE, lab.awaitExit(PATIENCE), lab.toString());
            JsonObject result = result(json);

            assertOneClock(result);
            assertEquals(4, result.getAsJsonArray("cells").size());
            for (JsonElement cell : result.getAsJsonArray("cells")) {
                boolean reliable = !cell.getAsJsonObject().get("transport").getAsString().equals("udp");
                assertBothLedgers(cell.getAsJsonObject(), reliable);
            }
        }
    }

    private LiveProcess serve() throws Exception {
        return Programs.shell("netkit compare --serve 127.0.0.1:0 --token " + TOKEN);
    }

    /** Returns the address of the serving side. */
    private static String address(LiveProcess alice) {
        return alice.awaitLine("listening on compare .*").replaceFirst(".* ", "");
    }

    @Test
    @SideBySide
    void twoProcessesOnOneMachine() throws Exception {
        Path json = folder.resolve("here.json");
        try (LiveProcess alice = serve();
                LiveProcess bob = Programs
                        .shell("netkit compare --to " + address(alice) + " --token " + TOKEN + FEW
                                + " --both --json " + json + " --html " + folder.resolve("here.html"))) {
            assertEquals(ExitCode.DONE, bob.awaitExit(PATIENCE), bob.toString());
            alice.awaitLine(".* finished, after \\d+ trials");
            JsonObject result = result(json);

            assertOneClock(result);
            assertTrue(!result.toString().contains(TOKEN), "the token is in no file");
            assertTrue(Files.readString(folder.resolve("here.html"))
                    .contains("one-way latencies are right within"));
        }
    }

    @Test
    @SideBySide
    void wrongTokenIsOneLineAtBothEnds() throws Exception {
        try (LiveProcess alice = serve();
                LiveProcess bob = Programs
                        .shell("netkit compare --to " + address(alice) + " --token not-that-one"
                                + FEW)) {
            assertEquals(ExitCode.FAILED, bob.awaitExit(PATIENCE), bob.toString());
            assertTrue(bob.output().lines().anyMatch(line -> line.endsWith(": wrong token")), bob.toString());
            alice.awaitLine(".* refused: wrong token");
            assertTrue(!alice.output().contains("not-that-one"), alice.toString());
        }
    }

    @Test
    @SideBySide
    void interruptedEndTellsTheOther() throws Exception {
        String many = " --transports tcp --scenarios clean --messages 6000 --rate 100/s";
        try (LiveProcess alice = serve()) {
            String to = "netkit compare --to " + address(alice) + " --token " + TOKEN + many;
            try (LiveProcess bob = Programs.shell(to)) {
                bob.awaitLine("6,?000 messages .*");
                bob.interruptAll();
                assertEquals(ExitCode.INTERRUPTED, bob.awaitExit(PATIENCE), bob.toString());
                alice.awaitLine(".* (stopped at the other end|went away.*)"); // the latter before its first trial
            }
            try (LiveProcess bob = Programs.shell(to)) {
                bob.awaitLine("6,?000 messages .*");
                alice.interruptAll();
                assertEquals(ExitCode.INTERRUPTED, alice.awaitExit(PATIENCE), alice.toString());
                assertEquals(ExitCode.FAILED, bob.awaitExit(PATIENCE), bob.toString());
                bob.awaitLine(".*: the serving side was stopped");
            }
        }
    }
}
