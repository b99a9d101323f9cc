package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.lab.wire.WireChange;
import netkit.testing.Leftovers;
import netkit.testing.LocalTarget;
import netkit.testing.Programs;

@Timeout(60)
@Tag("peers")
@Tag("slow")
class LabRunTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final LocalTarget target = new LocalTarget("alice", "bob");
    private final LabGrammar grammar = new LabGrammar(target.hosts());
    /** Everything reported to the observer, in order. */
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private LabRun run = new LabRun(target, new Recorder(), LabRun.OnFailure.END);

    private final class Recorder implements LabRun.Observer {
        @Override
        public void happened(LabRun.Event event) {
            story.add(switch (event) {
                case LabRun.Event.Started(LabProgram program) -> program.host() + " $ " + program.command();
                case LabRun.Event.Printed(LabProgram program, LabProgram.Output output, String line) ->
                    program.host() + (output == LabProgram.Output.ERROR ? " ! " : " | ") + line;
                case LabRun.Event.Ended(LabProgram program) ->
                    program.host() + " ended with " + program.exitCode().orElseThrow();
                case LabRun.Event.Typed(LabProgram program, String text) -> program.host() + " < " + text;
                case LabRun.Event.Changed(WireChange change) -> "wire " + change;
                case LabRun.Event.Failed(String why) -> "failed: " + why;
            });
        }

        @Override
        public void display(LabStep.Display display) {
            story.add(display.toString());
        }
    }

    @BeforeEach
    void needAShell() {
        Programs.need("sh");
    }

    @AfterEach
    void end() {
        run.close();
    }

    private void offer(String... lines) {
        int number = 0;
        for (String line : lines) {
            number++;
            run.offer(new LabLine(number, line, grammar.parse(line).orElseThrow()));
        }
    }

    private LabRun.Ending run(String... lines) throws InterruptedException {
        offer(lines);
        run.complete();
        return run.run(LONG);
    }

    private void assertStory(String... expected) {
        assertEquals(List.of(expected), story);
    }

    @Test
    void runStartsProgramsAndEndsAfterThem() throws Exception {
        LabRun.Ending ending = run("alice sh -c 'echo \"I am $NETKIT_HOST\"; echo oh >&2; exit 3'");

        assertEquals(new LabRun.Ending.Done(), ending);
        assertEquals("alice $ sh -c 'echo \"I am $NETKIT_HOST\"; echo oh >&2; exit 3'", story.getFirst());
        assertTrue(story.contains("alice | I am alice"), story.toString());
        assertTrue(story.contains("alice ! oh"), story.toString());
        assertEquals("alice ended with 3", story.getLast());
        assertFalse(run.programs().getFirst().succeeded());
    }

    @Test
    void waitUntilPrintsDelaysTheNextProgram() throws Exception {
        run("bob serves: sh -c 'echo getting up; echo listening on tcp; cat'",
                "wait until bob prints 'listening on'",
                "alice: echo hello", "wait until alice ends");
        run.close();

        assertStory("bob $ sh -c 'echo getting up; echo listening on tcp; cat'", "bob | getting up",
                "bob | listening on tcp", "alice $ echo hello", "alice | hello", "alice ended with 0",
                "bob ended with " + run.programs().getFirst().exitCode().orElseThrow());
        assertTrue(run.programs().getFirst().succeeded(), "it was stopped");
        assertTrue(run.programs().getFirst().wasStopped());
    }

    @Test
    void eachLineSatisfiesOneWait() throws Exception {
        LabRun.Ending ending = run("bob sh -c 'echo one; echo two'", "wait until bob prints one",
                "wait until bob prints one");

        assertEquals(new LabRun.Ending.Failed(new LabLine(3, "wait until bob prints one",
                new LabStep.Wait.UntilPrinted("bob", "one")),
                "no program is running on bob, and none there has printed \"one\""), ending);
    }

    @Test
    void waitUntilListensPollsTheHost() throws Exception {
        target.listen(22);
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(() -> target.listen(9000));

        assertEquals(new LabRun.Ending.Done(), run("bob serves: cat", "wait until bob listens", "say now"));
        assertEquals(Stream.of(22, 9000).sorted().toList(),
                target.listening("bob").stream().map(ListeningPort::number).sorted().toList());
    }

    @Test
    void inputEndsAfterTheLastLineTyped() throws Exception {
        run("alice: cat", "alice types hello", "wait until alice prints hello", "alice types again");

        assertStory("alice $ cat", "alice < hello", "alice | hello", "alice < again", "alice | again",
                "alice ended with 0");
    }

    @Test
    void inputEndsAtOnceIfNothingIsTyped() throws Exception {
        run("alice: cat", "bob: sh -c 'wc -l | tr -d \" \"'");

        assertTrue(story.contains("alice ended with 0"), story.toString());
        assertTrue(story.contains("bob | 0"), story.toString());
    }

    @Test
    void ctrlDAndCtrlCCanBeTyped() throws Exception {
        run("alice serves: cat", "alice types ^D", "bob serves: sleep 100", "bob types ^C");
        run.close();

        assertEquals(OptionalInt.of(0), run.programs().getFirst().exitCode());
        assertTrue(run.programs().getLast().exitCode().isPresent());
    }

    @Test
    void fileCanBeTheInput() throws Exception {
        run("alice: sh -c 'head -n 1' < pom.xml");

        assertTrue(story.contains("alice | <?xml version=\"1.0\" encoding=\"UTF-8\"?>"), story.toString());
    }

    @Test
    void wireChangeIsAppliedAndReported() throws Exception {
        run("wire loss 10%", "wire delay 20ms");

        assertEquals("loss 10% delay 20ms", target.wire().toString());
        assertStory("wire loss 10%", "wire delay 20ms");
    }

    @Test
    void timeoutReportsWhatTheRunWaitedFor() throws Exception {
        assertEquals(new LabRun.Ending.TimedOut("waiting until bob prints \"x\""),
                timedOut("bob $ sleep 100", "bob serves: sleep 100", "wait until bob prints x"));
        run.close();

        assertEquals(new LabRun.Ending.TimedOut("still running: alice: sleep 100"),
                timedOut("alice $ sleep 100", "alice: sleep 100"));
    }

    /** Runs a script whose time is over as soon as this event has happened. */
    private LabRun.Ending timedOut(String event, String... lines) throws InterruptedException {
        AtomicLong clock = new AtomicLong();
        run = new LabRun(target, new Recorder(), LabRun.OnFailure.END, clock::get);
        whenHappened(event, () -> {
            clock.addAndGet(LONG.toNanos());
            run.complete();
        });
        return run(lines);
    }

    private void whenHappened(String event, Runnable then) {
        Thread.ofVirtual().start(() -> {
            try {
                Leftovers.await(() -> story.contains(event), story::toString);
                then.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void programThatReadsNothingDoesNotBlockTheRun() throws Exception {
        assertEquals(new LabRun.Ending.Done(),
                run("bob: sleep 100", "bob types " + "x".repeat(1 << 20), "bob types again", "end"));
    }

    @Test
    void typingToAProgramThatHasClosedItsInputIsAFailure() throws Exception {
        LabRun.Ending.Failed failed = assertInstanceOf(LabRun.Ending.Failed.class,
                run("bob: sh -c 'exec <&-; echo closed; sleep 100'", "wait until bob prints closed",
                        "bob types hello"));

        assertEquals("bob types hello", failed.line().text());
        assertTrue(failed.why().startsWith(
                "cannot type to bob: the input of 'sh -c 'exec <&-; echo closed; sleep 100'' is closed: "),
                failed.why());
    }

    @Test
    void runDoesNotWaitForServers() throws Exception {
        assertEquals(new LabRun.Ending.Done(), run("bob serves: sleep 100", "wait 10ms"));
    }

    @Test
    void endEndsTheRunWhileProgramsAreRunning() throws Exception {
        assertEquals(new LabRun.Ending.Done(), run("alice: sleep 100", "wait 10ms", "end", "say too late"));
        run.close();

        assertTrue(run.programs().getFirst().wasStopped());
    }

    @Test
    void programThatIgnoresSignalsIsKilled() throws Exception {
        run("alice serves: sh -c 'trap \"\" INT TERM; echo ready; while :; do sleep 1; done'",
                "wait until alice prints ready");
        run.close();

        assertFalse(run.programs().getFirst().isRunning(), story.toString());
        assertTrue(run.programs().getFirst().wasStopped());
    }

    @Test
    void stopSelectsAHostAProgramOrAll() throws Exception {
        run("alice: sleep 100", "alice: sleep 101", "bob: sleep 102", "stop 1", "stop bob",
                "wait until bob ends",
                "stop all");

        assertEquals(List.of(true, true, true), run.programs().stream().map(LabProgram::wasStopped).toList());
    }

    @Test
    void failedStepEndsAScript() throws Exception {
        LabRun.Ending.Failed failed = assertInstanceOf(LabRun.Ending.Failed.class,
                run("alice no-such-program", "say too late"));

        assertTrue(failed.why().contains("no-such-program"), failed.why());
        assertStory();
        run.close();

        run = new LabRun(target, new Recorder(), LabRun.OnFailure.END);
        failed = assertInstanceOf(LabRun.Ending.Failed.class, run("alice cat < no-such-file"));
        assertEquals("there is no readable file 'no-such-file'", failed.why());
        run.close();

        run = new LabRun(target, new Recorder(), LabRun.OnFailure.END);
        failed = assertInstanceOf(LabRun.Ending.Failed.class, run("bob types hello"));
        assertEquals("no program is running on bob to type to", failed.why());
    }

    @Test
    void consoleContinuesAfterAFailedStep() throws Exception {
        run = new LabRun(target, new Recorder(), LabRun.OnFailure.CONTINUE);
        run("stop all", "wait until bob prints x", "wire delay 5ms jitter 5ms", "alice echo still here");

        assertEquals("failed: no program is running", story.get(0));
        assertTrue(story.get(1).startsWith("failed: no program is running on bob"), story.toString());
        assertTrue(story.contains("alice | still here"), story.toString());
    }

    @Test
    void interruptEndsTheRunAtOnce() throws Exception {
        offer("alice: sleep 100");
        whenHappened("alice $ sleep 100", run::interrupt);

        assertEquals(new LabRun.Ending.Interrupted(), run.run(LONG));
    }

    @Test
    void ctrlCAtTheConsoleStopsProgramsAndDiscardsSteps() throws Exception {
        offer("alice: sleep 100", "wait until alice ends", "say too late");
        run.complete();
        whenHappened("alice $ sleep 100", run::interruptPrograms);

        assertEquals(new LabRun.Ending.Done(), run.run(LONG));
        assertTrue(run.programs().getFirst().wasStopped());
        assertEquals("alice ended with " + run.programs().getFirst().exitCode().orElseThrow(),
                story.getLast());
        assertFalse(run.interruptPrograms(), "nothing is left");
    }
}
