package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** The scheduling of steps, with times in milliseconds passed in by the test. */
class LabScriptTest {
    private final LabGrammar grammar = new LabGrammar(List.of("alice", "bob"));
    private final LabScript script = new LabScript();
    private boolean met;
    private boolean busy;
    private Optional<String> whyImpossible = Optional.empty();

    private final LabScript.Conditions conditions = new LabScript.Conditions() {
        @Override
        public boolean isMet(LabStep.Wait wait, long waited) {
            return wait instanceof LabStep.Wait.For(Duration time) ? waited >= time.toNanos() : met;
        }

        @Override
        public Optional<String> whyImpossible(LabStep.Wait wait) {
            return whyImpossible;
        }

        @Override
        public boolean isBusy() {
            return busy;
        }
    };

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    private void offer(long atMillis, String... lines) {
        for (String line : lines) {
            script.offer(new LabLine(1, line, grammar.parse(line).orElseThrow()), nanos(atMillis));
        }
    }

    private LabScript.Next next(long atMillis) {
        return script.next(nanos(atMillis), conditions);
    }

    private void assertExecutes(String line, long atMillis) {
        assertEquals(line, assertInstanceOf(LabScript.Next.Execute.class, next(atMillis)).line().text());
    }

    private void assertPausesUntil(long millis, long atMillis) {
        assertEquals(new LabScript.Next.Pause(nanos(millis)), next(atMillis));
    }

    @Test
    void stepsAreExecutedAtOnceInOrder() {
        offer(0, "say one", "say two");
        script.complete();

        assertExecutes("say one", 0);
        assertExecutes("say two", 0);
        assertEquals(new LabScript.Next.Done(), next(0));
    }

    @Test
    void scriptIsNotDoneWhileIncompleteOrAProgramRuns() {
        assertInstanceOf(LabScript.Next.Pause.class, next(0));
        script.complete();
        busy = true;
        assertInstanceOf(LabScript.Next.Pause.class, next(0));
        busy = false;
        assertEquals(new LabScript.Next.Done(), next(0));
    }

    @Test
    void waitDelaysTheStepsBelowIt() {
        offer(0, "wait 100ms", "say one");

        assertPausesUntil(100, 0);
        assertPausesUntil(100, 99);
        assertExecutes("say one", 100);
    }

    @Test
    void timeOfAtCountsFromTheLastWaitAboveIt() {
        offer(0, "wait until bob prints x", "at 2s wire cut", "at 1s say now", "say here");

        assertInstanceOf(LabScript.Next.Pause.class, next(0));
        met = true;
        assertExecutes("say here", 500);
        assertPausesUntil(1500, 501);
        assertExecutes("at 1s say now", 1500);
        assertPausesUntil(2500, 1501);
        assertExecutes("at 2s wire cut", 2700);
    }

    @Test
    void atIsExecutedWhileALaterLineWaits() {
        offer(0, "at 1s wire cut", "wait until alice ends", "say after");

        assertPausesUntil(1000, 0);
        assertExecutes("at 1s wire cut", 1000);
        met = true;
        assertExecutes("say after", 1001);
    }

    @Test
    void timeOfAtOnTheConsoleCountsFromWhenItWasTyped() {
        assertInstanceOf(LabScript.Next.Pause.class, next(0));
        offer(5000, "at 1s wire heal");
        assertPausesUntil(6000, 5000);
    }

    @Test
    void pendingWireChangeDoesNotDelayTheEndButAPendingProgramDoes() {
        offer(0, "at 60s wire heal");
        script.complete();
        assertEquals(new LabScript.Next.Done(), next(0));

        offer(0, "at 70s alice: true");
        assertInstanceOf(LabScript.Next.Pause.class, next(0));
    }

    @Test
    void impossibleWaitIsRemovedAndReported() {
        offer(0, "wait until bob prints x", "say below");
        whyImpossible = Optional.of("nothing runs");

        assertEquals("nothing runs", assertInstanceOf(LabScript.Next.Failed.class, next(0)).why());
        assertExecutes("say below", 0);
    }

    @Test
    void waitIsNotImpossibleWhileAProgramIsPendingOnTheHost() {
        offer(0, "at 1s bob: echo x", "wait until bob prints x");
        whyImpossible = Optional.of("nothing runs");

        assertPausesUntil(1000, 0);
        assertExecutes("at 1s bob: echo x", 1000);
        assertInstanceOf(LabScript.Next.Failed.class, next(1000));
    }

    @Test
    void hostHasNotEndedWhileAProgramIsPendingThere() {
        met = true;
        offer(0, "at 1s bob: true", "wait until bob ends", "say ended");

        assertPausesUntil(1000, 0);
        assertExecutes("at 1s bob: true", 1000);
        assertExecutes("say ended", 1000);
    }

    @Test
    void listeningPortsArePolled() {
        offer(0, "wait until bob listens");

        assertPausesUntil(LabScript.LISTENING_POLL.toMillis(), 0);
    }

    @Test
    void typedLinesGoToTheProgramAboveThem() {
        offer(0, "at 1s alice types one", "wait 2s", "alice: cat", "alice types two");
        assertPausesUntil(1000, 0);

        assertTrue(script.typesTo("alice"), "one is pending");
        assertFalse(script.typesTo("bob"));
        assertExecutes("at 1s alice types one", 1000);
        assertFalse(script.typesTo("alice"), "two is for the next program");
        assertExecutes("alice: cat", 2000);
        assertTrue(script.typesTo("alice"));
        assertExecutes("alice types two", 2000);
        assertFalse(script.typesTo("alice"));
    }

    @Test
    void clearedStepsAreNotExecuted() {
        offer(0, "at 1s say one", "wait until bob ends", "say two");
        assertInstanceOf(LabScript.Next.Pause.class, next(0));
        assertFalse(script.isEmpty());

        script.clear();

        assertTrue(script.isEmpty());
        assertPausesUntilNever();
    }

    private void assertPausesUntilNever() {
        assertEquals(new LabScript.Next.Pause(Long.MAX_VALUE), next(5000));
    }
}
