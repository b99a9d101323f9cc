package netkit.cli.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.namespace.LabBackend;
import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.WireChange;

/** The recorder of a run for {@code --json}: keeps the events and passes them on to the screen. */
final class LabRunJson implements LabRun.Observer {
    private static final int SCHEMA = 1;
    private static final int MAX_EVENTS = 100_000;

    private record Event(double seconds, String event, Optional<String> host, Optional<Integer> program,
            Optional<String> text) {}

    private final LabScreen screen;
    private final long startedNanos = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private long omitted;

    LabRunJson(LabScreen screen) {
        this.screen = screen;
    }

    List<LabProgram> programs() {
        return screen.programs();
    }

    @Override
    public void happened(LabRun.Event event) {
        switch (event) {
            case LabRun.Event.Started(LabProgram program) ->
                add("started", program, program.command().toString());
            case LabRun.Event.Printed(LabProgram program, LabProgram.Output output, String line) ->
                add(switch (output) {
                    case STANDARD -> "output";
                    case ERROR -> "error";
                }, program, line);
            case LabRun.Event.Ended(LabProgram program) -> add("ended", program, null);
            case LabRun.Event.Typed(LabProgram program, String text) -> add("typed", program, text);
            case LabRun.Event.Changed(WireChange change) -> add("wire", null, change.toString());
            case LabRun.Event.Failed _ -> {
                // the run ends with it, and the result has the reason
            }
        }
        screen.happened(event);
    }

    private synchronized void add(String kind, LabProgram program, String text) {
        if (events.size() == MAX_EVENTS) {
            omitted++;
            return;
        }
        events.add(new Event((System.nanoTime() - startedNanos) / 1_000_000 / 1e3, kind,
                Optional.ofNullable(program).map(LabProgram::host),
                Optional.ofNullable(program).map(LabProgram::number), Optional.ofNullable(text)));
    }

    @Override
    public void display(LabStep.Display display) throws IOException {
        screen.display(display);
    }

    /**
     * The form for JSON.
     *
     * @param failure null if it succeeded
     */
    private record Result(int schema, boolean succeeded, String failure, String ending, long seed,
            LabBackend backend, List<HostAddresses> hosts, List<Program> programs, List<DirectionCount> wire,
            List<HostCount> hostCounters, List<Event> events, long eventsOmitted) {}

    private record HostAddresses(String name, String address, String address6) {
        static HostAddresses of(Host host) {
            return new HostAddresses(host.name(), host.address().getHostAddress(),
                    host.address6().getHostAddress());
        }
    }

    /** @param exitCode null if it has not ended */
    private record Program(int number, String host, String command, boolean serves, boolean stopped,
            Integer exitCode) {
        static Program of(LabProgram program) {
            return new Program(program.number(), program.host(), program.command().toString(),
                    program.serves(), program.wasStopped(),
                    program.exitCode().isPresent() ? program.exitCode().getAsInt() : null);
        }
    }

    synchronized Record result(LabSession session, LabRun.Ending ending, Optional<String> failure)
            throws IOException {
        Lab lab = session.lab();
        return new Result(SCHEMA, failure.isEmpty(), failure.orElse(null), switch (ending) {
            case LabRun.Ending.Done _ -> "done";
            case LabRun.Ending.Interrupted _ -> "interrupted";
            case LabRun.Ending.TimedOut _ -> "timed-out";
            case LabRun.Ending.Failed _ -> "failed";
        }, session.seed(), lab.backend(), lab.hosts().stream().map(HostAddresses::of).toList(),
                programs().stream().map(Program::of).toList(), lab.wire().counts(), lab.wire().hostCounts(),
                events, omitted);
    }
}
