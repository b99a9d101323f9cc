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
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Link;
import netkit.compare.link.ReceivingProgram;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Scenario.Action;
import netkit.lab.Testbed;
import netkit.lab.wire.Faults;
import netkit.lab.wire.WireSettings;

/** A trial: sends one workload over one link while a schedule runs, and keeps the ledger at both ends. */
final class Trial {
    /** How long the receiver may take to see the end after everything is sent. */
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(30);
    /** How long a crashing program waits for the messages that it is to hold. */
    private static final Duration CRASH_TIMEOUT = Duration.ofMillis(500);

    private final Testbed bed;
    private final Scenario scenario;
    private final Workload workload;
    private final int trial;
    private final Ledger ledger;
    private final TrialClock clock;
    private final ReceivingProgram.State state;
    private final List<ScenarioEvent> events = Collections.synchronizedList(new ArrayList<>());
    private Link link;
    private ReceivingProgram program;
    private Link.Receiver receiver;
    private volatile String scheduleFailure;
    private Duration sending = Duration.ZERO;

    Trial(Testbed bed, Scenario scenario, Workload workload, int trial, DuplicatePolicy duplicatePolicy,
            Ledger ledger,
            TrialClock clock) {
        this.bed = bed;
        this.scenario = scenario;
        this.workload = workload;
        this.trial = trial;
        this.ledger = ledger;
        this.clock = clock;
        this.state = new ReceivingProgram.State(duplicatePolicy);
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
        try {
            started.await(); // what happens at 0 happens before the first message
            send(offered);
            schedule.join();
            return finish().or(() -> Optional.ofNullable(scheduleFailure));
        } finally {
            end(schedule);
        }
    }

    /** Stops schedule and program, so that nothing is started or recorded while the caller closes the link. */
    private void end(Thread schedule) {
        schedule.interrupt();
        boolean interrupted = false;
        while (schedule.isAlive()) { // not for long: receivers start and end soon, whatever the wire does
            try {
                schedule.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        program.stop();
    }

    private void startReceiver() throws IOException {
        program = new ReceivingProgram(state, workload, trial, ledger, clock);
        receiver = link.start(program);
    }

    private void send(IntConsumer offered) throws InterruptedException {
        byte[] message = new byte[workload.size()];
        for (int number = 0; number < workload.messages(); number++) {
            if (number % workload.burst() == 0) {
                offered.accept(number);
                long wait = workload.offset(number).toNanos() - clock.now();
                Thread.sleep(Duration.ofNanos(Math.max(0, wait))); // notices an interruption even when late
            }
            NumberedMessage.encode(trial, number, message);
            long now = clock.now();
            ledger.reached(Stage.OFFERED, number, now);
            sending = Duration.ofNanos(now - ledger.at(Stage.OFFERED, 0).orElse(now));
            try {
                link.send(number, message);
                ledger.reached(Stage.ACCEPTED, number, clock.now());
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("interrupted while sending");
                }
                ledger.copyLost(number, "refused by send: " + e.getMessage());
            }
        }
    }

    /** @return why the trial failed, if it did */
    private Optional<String> finish() throws InterruptedException {
        try {
            link.finish(FINISH_TIMEOUT.plus(state.work().multipliedBy(workload.messages())));
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
                program.stop();
                receiver.quit();
            }
            case Action.Crashes _ -> receiver.kill();
            case Action.Returns _ -> startReceiver();
            case Action.Resets _ -> receiver.reset();
        }
    }

    /** Returns the time from offering the first message to offering the last. */
    Duration sending() {
        return sending;
    }

    /** Returns what the schedule did. */
    List<ScenarioEvent> events() {
        return List.copyOf(events);
    }

    /** Returns the time from the end of the last fault to the next delivery; empty if it did not end, or no delivery followed. */
    Optional<Duration> recovery() {
        OptionalLong end = endOfFaults();
        if (end.isEmpty()) {
            return Optional.empty();
        }
        return IntStream.range(0, workload.messages())
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
