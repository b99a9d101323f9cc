package netkit.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.link.Inbox;
import netkit.compare.link.Link;
import netkit.compare.link.ReceivingProgram;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.lab.Testbed;
import netkit.lab.wire.Faults;
import netkit.lab.wire.WireSettings;

/**
 * A trial: sends one workload over one link while a schedule runs, perhaps the same in the other direction at the same
 * time, and keeps a ledger for each direction.
 */
final class Trial {
    /** How long the receiver may take to see the end after everything is sent. */
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(30);
    /** How long a crashing program waits for the messages that it is to hold. */
    private static final Duration CRASH_TIMEOUT = Duration.ofMillis(500);

    private final Testbed bed;
    private final Scenario scenario;
    private final TrialClock clock;
    private final Way toBob;
    private final Optional<Way> toAlice;
    private final ReceivingProgram.State state;
    /** alice's program, if bob sends too; it never leaves. */
    private final Optional<ReceivingProgram> alice;
    private final List<ScenarioEvent> events = Collections.synchronizedList(new ArrayList<>());
    private Link link;
    private ReceivingProgram program;
    private volatile Link.Receiver receiver;
    /** Whether bob's program does not run. */
    private volatile boolean away;
    private volatile String scheduleFailure;

    /** @param toAlice what bob sends at the same time, if anything */
    Trial(Testbed bed, Scenario scenario, DuplicatePolicy duplicatePolicy, TrialClock clock, Way toBob,
            Optional<Way> toAlice) {
        this.bed = bed;
        this.scenario = scenario;
        this.clock = clock;
        this.toBob = toBob;
        this.toAlice = toAlice;
        this.state = new ReceivingProgram.State(duplicatePolicy);
        this.alice = toAlice.map(way -> way.receiver(new ReceivingProgram.State(duplicatePolicy)));
    }

    /** Returns alice's program, to which the link delivers what bob sends; empty if he sends nothing. */
    Optional<Inbox> alice() {
        return alice.map(program -> program);
    }

    /**
     * Sends, receives, and waits for the end. A broken connection is a result too.
     *
     * @param offered receives now and then how many messages have been offered
     * @return why the trial failed, if it did
     * @throws IOException if the receiving program cannot be started at all
     */
    Optional<String> run(Link opened, IntConsumer offered) throws IOException, InterruptedException {
        link = opened;
        startReceiver();
        clock.start();
        bed.set(scenario.firstWire());
        CountDownLatch started = new CountDownLatch(1);
        Thread schedule = Thread.ofVirtual().name("schedule").start(() -> runSchedule(started));
        Thread back = Thread.ofVirtual().name("send to alice").unstarted(this::sendToAlice);
        try {
            started.await(); // what happens at 0 happens before the first message
            back.start();
            toBob.sending().run(link::send, offered);
            back.join();
            schedule.join();
            return finish().or(() -> Optional.ofNullable(scheduleFailure));
        } finally {
            end(schedule);
            end(back);
            program.stop();
            alice.ifPresent(ReceivingProgram::stop);
        }
    }

    private void sendToAlice() {
        try {
            if (toAlice.isPresent()) {
                toAlice.get().sending().run(this::sendAsBob, _ -> {});
            }
        } catch (InterruptedException _) {
            // the trial is over
        }
    }

    private void sendAsBob(int number, byte[] message) throws IOException {
        if (away) {
            throw new IOException("bob's program is not running");
        }
        receiver.send(number, message);
    }

    /** Ends a thread, so that nothing is started or recorded while the caller closes the link. */
    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) { // not for long: receivers start and end soon, whatever the wire does
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startReceiver() throws IOException {
        program = toBob.receiver(state);
        receiver = link.start(program);
        away = false;
    }

    /** @return why the trial failed, if it did */
    private Optional<String> finish() throws InterruptedException {
        try {
            link.finish(FINISH_TIMEOUT.plus(state.work().multipliedBy(toBob.workload().messages())));
            return Optional.empty();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("interrupted while waiting for the end");
            }
            return Optional.of(e.getMessage());
        }
    }

    private void runSchedule(CountDownLatch started) {
        try {
            for (Scenario.ScheduledEvent event : scenario.schedule()) {
                if (event.at().isPositive()) {
                    started.countDown();
                }
                Thread.sleep(Duration.ofNanos(Math.max(0, event.at().toNanos() - clock.now())));
                apply(event.action());
            }
        } catch (IOException | RuntimeException e) {
            scheduleFailure = "the schedule could not be run: " + e.getMessage();
        } catch (InterruptedException _) {
            // the trial is over
        } finally {
            started.countDown();
        }
    }

    private void apply(Action action) throws IOException, InterruptedException {
        if (action instanceof Action.Crashes) {
            program.crash(CRASH_TIMEOUT); // returns when it holds enough messages
        }
        events.add(new ScenarioEvent(clock.now(), action));
        switch (action) {
            case Action.Wire(var change) -> bed.set(change.applyTo(bed.settings()));
            case Action.Takes(Duration work) -> state.setWork(work);
            case Action.Leaves _ -> {
                away = true;
                program.stop();
                receiver.quit();
            }
            case Action.Crashes _ -> {
                away = true;
                receiver.kill();
            }
            case Action.Returns _ -> startReceiver();
            case Action.Resets _ -> receiver.reset();
            case Action.Bus(boolean cut) -> link.setBus(cut);
        }
    }

    /** Returns what the schedule did. */
    List<ScenarioEvent> events() {
        return List.copyOf(events);
    }

    /** Returns the time from the end of the last fault to the next delivery; empty if it did not end, or no delivery followed. */
    Optional<Duration> recovery(Ledger ledger) {
        OptionalLong end = endOfFaults();
        if (end.isEmpty()) {
            return Optional.empty();
        }
        return IntStream.range(0, toBob.workload().messages())
                .mapToLong(number -> ledger.at(Stage.DELIVERED, number).orElse(-1))
                .filter(delivered -> delivered >= end.getAsLong()).boxed().min(Long::compare)
                .map(next -> Duration.ofNanos(next - end.getAsLong()));
    }

    /** Returns the time of the last event, if it healed or restored the wire, or the receiver returned or became faster. */
    private OptionalLong endOfFaults() {
        OptionalLong end = OptionalLong.empty();
        WireSettings wire = scenario.firstWire();
        Duration work = Duration.ZERO;
        for (ScenarioEvent event : events()) {
            boolean ends = switch (event.action()) {
                case Action.Wire(var change) -> {
                    WireSettings before = wire;
                    wire = change.applyTo(before);
                    yield isCut(before) && !isCut(wire) || !wire.equals(before)
                            && (wire.equals(scenario.firstWire())
                                    || wire.equals(WireSettings.clear(Scenario.HOSTS)));
                }
                case Action.Takes(Duration now) -> {
                    boolean less = now.compareTo(work) < 0;
                    work = now;
                    yield less;
                }
                case Action.Bus(boolean cut) -> !cut;
                case Action.Returns _,Action.Resets _ -> true;
                case Action.Leaves _,Action.Crashes _ -> false;
            };
            end = ends ? OptionalLong.of(event.at()) : OptionalLong.empty();
        }
        return end;
    }

    private static boolean isCut(WireSettings wire) {
        return wire.faults().values().stream().anyMatch(Faults::cut);
    }
}
