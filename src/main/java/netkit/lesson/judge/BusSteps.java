package netkit.lesson.judge;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Within;

/** The steps of the bus that servers join. */
final class BusSteps implements AutoCloseable {
    /** The channel that the servers use. */
    private static final String CHANNEL = "chat";
    /** In which a message that should not come would have come. */
    private static final Duration SETTLED = Duration.ofMillis(300);
    private static final int STORM = 100;

    private final Events events;
    private final Ladder ladder;
    private final Programs programs;
    private final LineBus bus;
    private int counted;

    BusSteps(Events events, Ladder ladder, Programs programs) throws IOException {
        this.events = events;
        this.ladder = ladder;
        this.programs = programs;
        bus = new LineBus(events, ladder);
    }

    int port() {
        return bus.port();
    }

    void run(CheckStep.OfBus step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.BusChange change -> change(change);
            case CheckStep.BusHasSubscribers has -> awaitSubscribers(has);
            case CheckStep.BusCarries(int count) -> carries(count);
        }
    }

    private void change(CheckStep.BusChange change)
            throws InconclusiveException, InterruptedException, IOException {
        ladder.event(switch (change) {
            case STARTS -> "the bus starts";
            case STOPS -> "the bus stops: its connections are closed, new ones are refused";
            case STALLS -> "the bus stops to read; its connections stay open";
            case READS -> "the bus reads again";
        });
        switch (change) {
            case STARTS -> bus.start();
            case STOPS -> bus.stop();
            case STALLS -> bus.stall(true);
            case READS -> bus.stall(false);
        }
    }

    private StepLimit limit(Optional<Within> within) {
        return new StepLimit(events, within, programs::waitedForProcessor);
    }

    private void awaitSubscribers(CheckStep.BusHasSubscribers step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        for (ProgramSteps one : programs.all()) {
            one.start();
        }
        StepLimit limit = limit(step.within());
        limit.await(() -> bus.subscribers(CHANNEL) == step.count() || programs.haveEnded());
        events.await(SETTLED, () -> bus.subscribers(CHANNEL) != step.count());
        if (bus.subscribers(CHANNEL) == step.count()) {
            return;
        }
        int subscribed = bus.subscribers(CHANNEL);
        int connected = bus.connections();
        String message = subscribed + " of " + step.count() + " servers are subscribed to '" + CHANNEL + "'"
                + (programs.haveEnded() ? ": the programs have ended" : " after " + limit.text()) + "; "
                + connected + (connected == 1 ? " connection" : " connections") + " to the bus "
                + (connected == 1 ? "is" : "are") + " open";
        String field = !bus.unknown().isEmpty() ? "bus line"
                : bus.otherChannel(CHANNEL).isPresent() ? "channel"
                        : subscribed > step.count() ? "subscribed twice"
                                : connected >= step.count() ? "not subscribed" : "not connected";
        byte[] last = bus.unknown().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        throw new CheckFailedException(Failure.silent(message, FieldBytes.of(new byte[0]), last).with(field)
                .with(programs.haveEnded() ? Symptom.CRASHES : Symptom.HANGS));
    }

    private void carries(int count) throws CheckFailedException, InterruptedException {
        StepLimit limit = limit(Optional.empty());
        limit.await(() -> bus.published() - counted >= count);
        events.await(SETTLED, () -> bus.published() - counted >= count + STORM);
        int carried = bus.published() - counted;
        counted += carried;
        if (carried != count) {
            throw new CheckFailedException(Failure.of("the bus has carried " + carried
                    + (carried == 1 ? " message" : " messages") + " since then, where " + count
                    + (count == 1 ? " is" : " are") + " due", Symptom.WRONG_BYTES)
                    .with(carried < count ? "too few" : carried >= count + STORM ? "storm" : "too many"));
        }
    }

    @Override
    public void close() throws IOException {
        bus.close();
    }
}
