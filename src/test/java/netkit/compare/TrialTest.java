package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Inbox;
import netkit.compare.link.Link;
import netkit.compare.link.ReceivingProgram;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.ScenarioFile;
import netkit.lab.relay.LoopbackTestbed;
import netkit.testing.SideBySide;

/** Trials over a link that is a method call. */
@Timeout(60)
@Tag("slow")
class TrialTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    private static final Workload FEW = new Workload(400, 40, 400);
    private static final int TRIAL = 3;

    /** A link that delivers each message at once, and keeps unacknowledged ones for the next run of the program. */
    private static class Hand implements Link {
        final List<String> story = new ArrayList<>();
        private final List<byte[]> kept = new ArrayList<>();
        private final boolean keeps;
        private Inbox inbox;
        private Inbox alice = Inbox.NONE;

        Hand(boolean keeps) {
            this.keeps = keeps;
        }

        @Override
        public synchronized Receiver start(Inbox program) {
            story.add("start");
            inbox = program;
            List<byte[]> again = List.copyOf(kept);
            kept.clear();
            again.forEach(this::give);
            return new Receiver() {
                @Override
                public void send(int number, byte[] message) {
                    alice.take(message, 0, message.length, true);
                }

                @Override
                public void quit() {
                    away("quit");
                }

                @Override
                public void kill() {
                    away("kill");
                }

                @Override
                public void reset() {
                    story.add("reset");
                }
            };
        }

        private synchronized void away(String how) {
            story.add(how);
            inbox = null;
        }

        @Override
        public synchronized void send(int number, byte[] message) throws IOException {
            if (inbox == null && !keeps) {
                throw new IOException("no receiver is connected");
            }
            give(message.clone());
        }

        private void give(byte[] message) {
            if (inbox == null
                    || inbox.take(message, 0, message.length, true) == Inbox.Response.NONE && keeps) {
                kept.add(message);
            }
        }

        @Override
        public void finish(Duration atMost) throws IOException {
            story.add("finish");
        }

        @Override
        public void close() {}
    }

    private final TrialClock clock = new TrialClock();
    private Way toBob = Way.of(Direction.TO_BOB, FEW, TRIAL, clock);
    private Ledger ledger = toBob.ledger();

    private Trial run(Hand link, DuplicatePolicy duplicatePolicy, String scenario) throws Exception {
        return run(link, duplicatePolicy, scenario, Optional.empty());
    }

    private Trial run(Hand link, DuplicatePolicy duplicatePolicy, String scenario, Optional<Way> back)
            throws Exception {
        Trial trial = new Trial(new LoopbackTestbed(Scenario.HOSTS),
                ScenarioFile.parse("my", "my.lab", scenario), duplicatePolicy, clock, toBob, back);
        link.alice = trial.alice().orElse(Inbox.NONE);
        assertEquals(Optional.empty(), trial.run(link, _ -> {}));
        return trial;
    }

    private LedgerStats stats() {
        return LedgerStats.of(ledger);
    }

    @Test
    @SideBySide
    void messagesAreSentAtTheirRateAndProcessed() throws Exception {
        run(new Hand(false), DuplicatePolicy.PROCESS, "");
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), stats().verdict().words());
        assertFalse(toBob.sending().time().compareTo(FEW.offset(FEW.messages() - 1).minusMillis(100)) < 0,
                "sent in " + toBob.sending().time());
    }

    @Test
    @SideBySide
    void absentReceiverGetsNothingAndSendFails() throws Exception {
        Hand link = new Hand(false);
        Trial trial = run(link, DuplicatePolicy.PROCESS, "at 50ms bob leaves\nat 400ms bob returns");
        assertEquals(List.of("start", "quit", "start", "finish"), link.story);
        assertTrue(stats().lostAfter(Stage.OFFERED) > 0, stats().toString());
        int told = stats().lost().stream().filter(number -> !ledger.has(Stage.ACCEPTED, number)).findFirst()
                .orElseThrow();
        assertEquals(Optional.of("refused by send: no receiver is connected"), ledger.cause(told));
        assertTrue(trial.recovery(ledger).isPresent());
        assertEquals(List.of(new Action.Leaves(), new Action.Returns()),
                trial.events().stream().map(ScenarioEvent::action).toList());
    }

    @Test
    @SideBySide
    void receiverAwayToTheEndHasNoRecovery() throws Exception {
        Trial trial = run(new Hand(false), DuplicatePolicy.PROCESS,
                "at 50ms bob leaves\nat 100ms bob returns\nat 150ms bob takes 1ms\nat 300ms bob leaves");
        assertEquals(Optional.empty(), trial.recovery(ledger));
    }

    @Test
    @SideBySide
    void bothProgramsSendAtTheSameTime() throws Exception {
        Way toAlice = Way.of(Direction.TO_ALICE, FEW, TRIAL + 1, clock);
        run(new Hand(false), DuplicatePolicy.PROCESS, "", Optional.of(toAlice));
        for (Way way : List.of(toBob, toAlice)) {
            assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                    LedgerStats.of(way.ledger()).verdict().words(), way.direction().toString());
        }
    }

    @Test
    @SideBySide
    void programThatIsAwaySendsNothing() throws Exception {
        Way toAlice = Way.of(Direction.TO_ALICE, FEW, TRIAL + 1, clock);
        run(new Hand(false), DuplicatePolicy.PROCESS, "at 50ms bob leaves\nat 400ms bob returns",
                Optional.of(toAlice));
        LedgerStats back = LedgerStats.of(toAlice.ledger());
        assertEquals(List.of("at most once", "in order", "boundaries kept"), back.verdict().words());
        assertEquals(Optional.of("refused by send: bob's program is not running"),
                toAlice.ledger().cause(back.lost().getFirst()));
    }

    @Test
    @SideBySide
    void slowingDownIsNoRecovery() throws Exception {
        assertEquals(Optional.empty(),
                run(new Hand(false), DuplicatePolicy.PROCESS, "at 50ms bob takes 1ms").recovery(ledger));
    }

    @Test
    @SideBySide
    void speedingUpIsARecovery() throws Exception {
        assertTrue(run(new Hand(false), DuplicatePolicy.PROCESS, "bob takes 2ms\nat 50ms bob takes 0ms")
                .recovery(ledger)
                .isPresent());
    }

    @Test
    @SideBySide
    void deliveriesAfterTheEndAreNotRecorded() throws Exception {
        Hand link = new Hand(false);
        run(link, DuplicatePolicy.PROCESS, "");
        LedgerStats before = stats();
        byte[] message = new byte[FEW.size()];
        NumberedMessage.encode(TRIAL, 0, message);
        assertEquals(Inbox.Response.NONE, link.inbox.take(message, 0, message.length, true));
        assertEquals(before, stats());
    }

    @Test
    @SideBySide
    void trialInterruptedWhileFinishingHasNoResult() throws Exception {
        Hand link = new Hand(false) {
            @Override
            public void finish(Duration atMost) throws IOException {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting");
            }
        };
        assertThrows(InterruptedException.class, () -> run(link, DuplicatePolicy.PROCESS, ""));
    }

    @Test
    @SideBySide
    void killedProgramHoldsMessages() throws Exception {
        run(new Hand(false), DuplicatePolicy.PROCESS, "at 50ms bob crashes\nat 400ms bob returns");
        int heldMessages = ReceivingProgram.MAX_HELD;
        assertEquals(heldMessages - heldMessages / 2, stats().lostAfter(Stage.DELIVERED),
                "received, and neither processed nor acknowledged");
    }

    @Test
    @SideBySide
    void storedMessagesOfAKilledProgramAreDuplicated() throws Exception {
        run(new Hand(true), DuplicatePolicy.PROCESS, "at 50ms bob crashes\nat 400ms bob returns");
        assertEquals(List.of(), stats().lost());
        assertEquals(ReceivingProgram.MAX_HELD, stats().duplicates().size());
        assertEquals(ReceivingProgram.MAX_HELD / 2, stats().reprocessed().size());
        assertEquals("at least once", stats().verdict().words().getFirst());
    }

    @Test
    @SideBySide
    void dedupSkipsProcessedMessages() throws Exception {
        run(new Hand(true), DuplicatePolicy.SKIP, "at 50ms bob crashes\nat 400ms bob returns");
        assertEquals(ReceivingProgram.MAX_HELD / 2, stats().skipped());
        assertEquals("exactly once in effect", stats().verdict().words().getFirst());
    }

    @Test
    @SideBySide
    void programWithTooFewMessagesCrashesAfterTheTimeout() throws Exception {
        run(new Hand(true), DuplicatePolicy.PROCESS, "at 990ms bob crashes\nat 1700ms bob returns");
        assertEquals(List.of(), stats().lost());
    }

    @Test
    @SideBySide
    void processingTakesItsTime() throws Exception {
        Trial trial = run(new Hand(false), DuplicatePolicy.PROCESS,
                "bob takes 5ms\nat 200ms bob takes 0ms");
        assertTrue(ledger.at(Stage.PROCESSED, 0).getAsLong()
                - ledger.at(Stage.DELIVERED, 0).getAsLong() >= 5_000_000);
        assertEquals(List.of(), stats().lost());
        assertEquals(2, trial.events().size());
    }

    @Test
    @SideBySide
    void bytesThatAreNotAMessageAreInvalid() throws Exception {
        run(new Hand(false) {
            @Override
            public synchronized void send(int number, byte[] message) throws IOException {
                super.send(number, number == 5 ? new byte[40] : message);
            }
        }, DuplicatePolicy.PROCESS, "");
        assertEquals(1, stats().invalid());
        assertEquals(List.of(5), stats().lost());
    }
}
